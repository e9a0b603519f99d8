"""Putting the guide on another site: the loader, an organisation's colours, and the page that makes the snippet."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import segno
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from scoring.colours import accent_trouble, contrast
from scoring.guidance import Organisation, UnknownOrganisation
from web_widget.api import TheLibrary
from web_widget.pages import ThePages

router = APIRouter(include_in_schema=False)
LOADER = (Path(__file__).parent / "static" / "loader.js").read_bytes()
VERSION = hashlib.sha256(LOADER).hexdigest()[:12]
INTEGRITY = "sha384-" + base64.b64encode(hashlib.sha384(LOADER).digest()).decode("ascii")
FOR_ANYONE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
Mode = Literal["inline", "bubble"]


@router.get("/embed/v1/loader.js")
def loader() -> Response:
    """The loader as it is now. It is asked for again after an hour."""
    headers = {**FOR_ANYONE, "Cache-Control": "public, max-age=3600"}
    return Response(LOADER, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/embed/v1/loader.{version}.js")
def pinned_loader(version: str) -> Response:
    """The loader under the name of what is in it, for a page that pins it by its integrity."""
    if version != VERSION:
        raise UnknownOrganisation(f"There is no loader {version!r}. The one that there is now is {VERSION}.")
    headers = {**FOR_ANYONE, "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(LOADER, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/g/{organisation_id}/theme.css")
def theme(organisation_id: str, library: TheLibrary) -> Response:
    """The organisation's own colour, where the screen is light; in the dark ours has the contrast."""
    accent = library.organisation(organisation_id).accent
    css = f"@media (prefers-color-scheme:light){{:root{{--accent:{accent}}}}}" if accent else ""
    return Response(css, media_type="text/css; charset=utf-8")


@router.get("/g/{organisation_id}/logo")
def logo(organisation_id: str, request: Request, library: TheLibrary) -> Response:
    """The organisation's own picture."""
    organisation = library.organisation(organisation_id)
    if organisation.logo is None:
        raise UnknownOrganisation(f"{organisation_id} has no logo.")
    path = request.app.state.data_dir / "organisations" / organisation.logo
    kind = "image/svg+xml" if path.suffix == ".svg" else "image/png"
    return Response(path.read_bytes(), media_type=kind, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/embed")
def embed(
    request: Request,
    pages: ThePages,
    library: TheLibrary,
    org: Annotated[str, Query(max_length=60)] = "",
    mode: Mode = "inline",
    heading: Annotated[str, Query(max_length=80)] = "Find out about a personal budget",
    accent: Annotated[str, Query(max_length=9)] = "",
) -> HTMLResponse:
    """Choose, see it live, and copy what to put on your page."""
    organisation = _chosen(org, library.organisations)
    base = str(request.base_url).rstrip("/")
    return pages.render(
        "embed.html",
        organisation=None,
        helplines=library.helplines_everywhere,
        organisations=library.organisations.values(),
        chosen=organisation,
        mode=mode,
        heading=heading.strip() or "Find out about a personal budget",
        accent=accent,
        accent_trouble=accent_trouble(accent) if accent else None,
        accent_contrast=contrast(accent, "#ffffff") if accent and not accent_trouble(accent) else None,
        base=base,
        version=VERSION,
        integrity=INTEGRITY,
        qr=_qr(f"{base}/g/{organisation.id}"),
    )


@router.get("/embed/poster")
def poster(
    request: Request, pages: ThePages, library: TheLibrary, org: Annotated[str, Query(max_length=60)] = ""
) -> HTMLResponse:
    """A poster to print, with a code that a phone can read and the address in letters."""
    organisation = _chosen(org, library.organisations)
    address = f"{str(request.base_url).rstrip('/')}/g/{organisation.id}"
    return pages.render(
        "poster.html",
        organisation=organisation,
        helplines=library.helplines_for(organisation.nation),
        address=address,
        qr=_qr(address),
    )


def _chosen(wanted: str, organisations: Mapping[str, Organisation]) -> Organisation:
    if not wanted:
        return next(iter(organisations.values()))
    if wanted not in organisations:
        raise UnknownOrganisation(f"There is no organisation {wanted!r}. There are {', '.join(organisations)}.")
    return organisations[wanted]


def _qr(address: str) -> str:
    """A QR code as SVG: dark on white whatever the colours around it, and without inline styles."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None))
