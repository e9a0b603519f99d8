// <first-step org="…" mode="inline|bubble" heading="…" lang="…"> around a plain link, which stays where this cannot work.
// It draws a button and, once that is pressed, a frame of our own origin: the page around it can read nothing there.
(function () {
  "use strict";
  var script = document.currentScript, doc = document;
  if (!window.customElements || customElements.get("first-step") || !("adoptedStyleSheets" in doc)) return;
  var sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "[hidden]{display:none!important}" +
    "button,a{font:inherit;font-weight:700;display:inline-flex;align-items:center;min-height:2.75rem;padding:.5rem 1rem;border-radius:.6rem;box-sizing:border-box;color:#1d4f5c}" +
    "button,.launch{border:2px solid #1d4f5c;background:#fff;cursor:pointer}" +
    ".launch{background:#1d4f5c;color:#fff;text-decoration:none}" +
    ":focus-visible{outline:3px solid #1c2326;outline-offset:2px;box-shadow:0 0 0 6px #ffbf47}" +
    ".bar{display:flex;flex-wrap:wrap;justify-content:space-between;padding:.4rem;background:#e6eff0}" +
    "iframe{display:block;width:100%;border:0;background:#fbf8f3}" +
    ".panel{border:1px solid #7c8a8f}" +
    ":host([mode=bubble]) :is(.launch,.panel){position:fixed;right:1rem;bottom:1rem;z-index:2147483000}" +
    ":host([mode=bubble]) .panel{width:28rem;height:min(44rem,100vh - 2rem);display:flex;flex-direction:column;box-shadow:0 .3rem 1.5rem #0006}" +
    ":host([mode=bubble]) iframe{flex:1}"
  );

  function make(name, given, text) {
    var made = doc.createElement(name);
    for (var key in given) made.setAttribute(key, given[key]);
    made.textContent = text || "";
    return made;
  }

  customElements.define("first-step", class extends HTMLElement {
    connectedCallback() {
      addEventListener("message", this);
      var link = this.querySelector("a[href]"), org = this.getAttribute("org"), lang = this.getAttribute("lang");
      var from = this.getAttribute("base") || (link && link.href) || (script && script.src);
      if (this.shadowRoot || !from || !org) return; // moved about in the page, or only the link can be shown
      var base = this.origin = new URL(from, location.href).origin;
      var page = base + "/g/" + encodeURIComponent(org) + (lang ? "?lang=" + encodeURIComponent(lang) : "");
      var heading = this.getAttribute("heading") || "Budget guide", root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      if (matchMedia("(max-width:30rem)").matches) { // a phone gets the whole page
        root.append(make("a", { "class": "launch", href: page, referrerpolicy: "no-referrer" }, heading));
        return;
      }
      var bubble = this.bubble = this.getAttribute("mode") === "bubble";
      this.launch = make("button", { "class": "launch", type: "button" }, heading);
      this.panel = make("div", { "class": "panel", role: bubble ? "dialog" : "group", "aria-label": heading, hidden: "" });
      this.bar = make("div", { "class": "bar" });
      this.close = make("button", { type: "button" }, this.getAttribute("close-words") || "Close");
      this.bar.append(this.close, make("a", { href: page, target: "_blank", rel: "noopener noreferrer" },
        this.getAttribute("page-words") || "Open in its own page"));
      this.panel.append(this.bar);
      root.append(this.launch, this.panel);
      this.launch.onclick = () => {
        if (!this.frame) this.panel.append(this.frame = make("iframe", {
          title: heading, src: page, referrerpolicy: "no-referrer", height: 600,
          sandbox: "allow-scripts allow-forms allow-same-origin allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
        }));
        this.show(true);
      };
      this.close.onclick = () => this.show(false);
      this.panel.onkeydown = (event) => event.key === "Escape" && this.show(false);
    }

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    show(open) {
      this.panel.hidden = !open;
      this.launch.hidden = open;
      (open ? this.close : this.launch).focus();
    }

    handleEvent(event) {
      var said = event.data || {}, height = Number(said.height);
      if (!this.frame || event.source !== this.frame.contentWindow || event.origin !== this.origin) return;
      if (said.firstStep === "close" && !this.panel.hidden) this.show(false);
      if (said.firstStep === "size" && !this.bubble && height > 0) this.frame.height = Math.min(Math.max(height, 300), 20000);
    }
  });
})();
