"""WordPress and PHP from Debian's packages, for the tests of the plugin: `python -m deploy.wordpress` gets them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.browser import install_debian
from deploy.processes import ROOT
from deploy.setup import run_step

FOLDER = ROOT / "var" / "wordpress"
WORDPRESS = FOLDER / "usr" / "share" / "wordpress"


def find_wordpress() -> tuple[str, Path] | None:
    """PHP and WordPress's own files, if both are there."""
    php = shutil.which("php")
    return (php, WORDPRESS) if php and (WORDPRESS / "wp-includes" / "version.php").exists() else None


def main() -> int:
    """Get both. WordPress is unpacked into `var/`; nothing of it is installed or run as a server."""
    if find_wordpress():
        return 0
    if not shutil.which("apt-get"):
        print("The plugin's tests want PHP and WordPress. Install php-cli, and put WordPress into var/wordpress.")
        return 0
    if not shutil.which("php"):
        install_debian("PHP", "php-cli")
    FOLDER.mkdir(parents=True, exist_ok=True)
    run_step("Fetching WordPress from Debian's packages", ["apt-get", "download", "-q", "wordpress"], cwd=FOLDER)
    package = max(FOLDER.glob("wordpress_*.deb"))
    subprocess.run(["dpkg", "-x", str(package), str(FOLDER)], check=True)
    package.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
