"""Hashing: strong enough for ASVS 5.0 appendix C, light enough for deadline night."""

from argon2 import extract_parameters
from argon2.low_level import Type
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from cchc_portal import settings
from tests.factories.units import PASSWORD


def test_passwords_are_argon2id_with_46_mib_and_one_pass():
    encoded = make_password(PASSWORD, hasher="argon2")
    parameters = extract_parameters("$" + encoded.partition("$")[2])

    assert (parameters.type, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        Type.ID,
        47104,
        1,
        1,
    )
    assert identify_hasher(encoded).must_update(encoded) is False
    assert settings.PASSWORD_HASHERS[0] == "units.passwords.Argon2id46"  # tests themselves hash with something cheaper


def test_passwords_check():
    encoded = make_password(PASSWORD, hasher="argon2")

    assert (check_password(PASSWORD, encoded), check_password(PASSWORD + "!", encoded)) == (True, False)
