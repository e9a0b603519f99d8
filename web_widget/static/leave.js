// Leave now, on every page: nothing stays in sight, in a tab's history entry, or behind the back button, in any tab of ours.
(function () {
  "use strict";
  var form = document.getElementById("leave");
  if (!form) return;
  var others = window.BroadcastChannel ? new BroadcastChannel("first-step-leave") : null;

  function go() {
    document.documentElement.innerHTML = "";
    history.replaceState(null, "");
    window.top.location.replace(form.getAttribute("data-to"));
  }

  if (others) others.onmessage = go;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var here = document.querySelector("main input[name=session], #main input[name=session]");
    var session = (here && here.value) || form.elements.session.value;
    if (session && navigator.sendBeacon) {
      navigator.sendBeacon(form.action, new URLSearchParams({ session: session, gone: "1" }));
    }
    if (others) others.postMessage("");
    go();
  });
})();
