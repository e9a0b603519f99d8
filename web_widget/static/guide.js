// Saves the page reload. Every form works without this file; on any trouble the form is sent as usual.
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
    now.scrollIntoView({ block: "start" });
  }

  guide.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    if (form.target || (!button && !form.elements.text)) return; // an old browser cannot tell which button: reload
    event.preventDefault();
    if (busy) return;
    busy = true;
    var sent = new URLSearchParams();
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.name && (field.type !== "submit" || field === button)) sent.append(field.name, field.value);
    });
    var slow = setTimeout(function () { status.textContent = guide.getAttribute("data-slow"); }, 500);
    fetch(form.action, { method: "POST", headers: { "X-Fragment": "1" }, body: sent, cache: "no-store" })
      .then(function (response) {
        if (response.headers.get("content-type").indexOf("text/html") !== 0) throw new Error("not a page");
        return response.text();
      })
      .then(function (html) {
        if (html.indexOf('id="now"') < 0) throw new Error("not the guide");
        show(html);
        status.textContent = "";
      })
      .catch(function () { status.textContent = guide.getAttribute("data-failed"); })
      .then(function () { clearTimeout(slow); busy = false; });
  });
})();
