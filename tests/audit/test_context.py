import structlog
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from cchc_portal.audit.context import Actor, acting_as, current_actor, remember_actor
from units.models import User


def actor_seen_inside(request):
    seen = []

    def view(request):
        seen.append(current_actor())
        return HttpResponse()

    remember_actor(view)(request)
    return seen[0]


def test_remember_actor_knows_person_request_and_address(rf):
    request = rf.get("/", REMOTE_ADDR="10.0.0.7")
    request.user = User(pk=5, full_name="Nguyễn Thị An")

    with structlog.contextvars.bound_contextvars(request_id="a1b2"):
        assert actor_seen_inside(request) == Actor(user_id=5, name="Nguyễn Thị An", request_id="a1b2", ip="10.0.0.7")

    assert current_actor() == Actor()


def test_remember_actor_leaves_a_stranger_without_name(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    assert actor_seen_inside(request) == Actor(ip="127.0.0.1")


def test_acting_as_ends_with_its_block():
    with acting_as(Actor(user_id=1)):
        with acting_as(Actor(user_id=2)):
            assert current_actor() == Actor(user_id=2)
        assert current_actor() == Actor(user_id=1)
    assert current_actor() == Actor()
