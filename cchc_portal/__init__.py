"""The project package: composes the apps, and is the ground they stand on (kit, jobs, audit)."""
