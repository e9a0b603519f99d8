// Saves the page reload. Every form works without this file; on any trouble nothing is lost and can be sent again.
(function () {
  "use strict";
  var guide = document.getElementById("guide");
  var status = document.getElementById("status");
  if (!guide || !window.fetch || !window.DOMParser || !window.URLSearchParams) return;
  var busy = false;

  function show(html) {
    guide.innerHTML = "";
    var part = new DOMParser().parseFromString(html, "text/html");
    Array.prototype.slice.call(part.body.childNodes).forEach(function (node) { guide.appendChild(node); });
    var now = document.getElementById("now");
    document.title = now.getAttribute("data-title").trim();
    now.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    var session = guide.querySelector("input[name=session]");
    // Not storage: it belongs to this tab's entry, so that a reload comes back to the same place.
    history.replaceState({ session: session ? session.value : "" }, "");
  }

  function send(url, sent) {
    busy = true;
    status.textContent = "";
    var slow = setTimeout(function () { status.textContent = guide.getAttribute("data-slow"); }, 500);
    fetch(url, { method: "POST", headers: { "X-Fragment": "1" }, body: sent, cache: "no-store" })
      .then(function (response) { return response.text(); })
      .then(function (html) {
        if (html.indexOf('id="now"') < 0) throw new Error("not the guide");
        status.textContent = "";
        show(html);
      })
      .catch(function () { status.textContent = guide.getAttribute("data-failed"); })
      .then(function () { clearTimeout(slow); busy = false; });
  }

  guide.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    if (form.target || (!button && !form.elements.text)) return; // an old browser cannot tell which button: reload
    event.preventDefault();
    if (busy) return;
    var sent = new URLSearchParams();
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.name && (field.type !== "submit" || field === button)) sent.append(field.name, field.value);
    });
    send(form.action, sent);
  });

  // In a frame: say how high the page is, and that Escape was pressed. Nothing else is ever told.
  function tell(what) {
    window.parent.postMessage(what, "*");
  }
  if (window.parent !== window) {
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") tell({ firstStep: "close" }); });
    if (window.ResizeObserver) new ResizeObserver(function () {
      tell({ firstStep: "size", height: Math.ceil(document.body.getBoundingClientRect().height) });
    }).observe(document.body);
  }

  var kept = history.state && history.state.session;
  var field = guide.querySelector("input[name=session]");
  if (kept && field && !field.value) send(location.pathname, new URLSearchParams({ session: kept, show: "1" }));
})();
