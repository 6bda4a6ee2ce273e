/* Makes pages smoother; every page works without it. */
(function () {
  var scroll = document.getElementById("scroll");
  var form = document.querySelector("form[data-keeps]");

  function markOpenClause() {
    document.querySelectorAll(".seal[aria-current]").forEach(function (seal) { seal.removeAttribute("aria-current"); });
    if (!location.hash) return;
    document.querySelectorAll('.seal[href="' + CSS.escape(location.hash).replace(/\\#/, "#") + '"]').forEach(function (seal) { seal.setAttribute("aria-current", "true"); });
    if (scroll) scroll.classList.toggle("open", !!scroll.querySelector(":target") || location.hash === "#scroll");
  }
  addEventListener("hashchange", markOpenClause);
  markOpenClause();

  addEventListener("keydown", function (event) {
    if (event.key === "/" && !/INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) {
      var find = document.querySelector(".cz-find input");
      if (find) { event.preventDefault(); find.focus(); }
    }
    if (event.key === "Escape" && scroll && (scroll.querySelector(":target") || scroll.classList.contains("open"))) location.hash = "main";
  });

  /* One press, one act: the second press of the same form goes nowhere. */
  addEventListener("submit", function (event) {
    var sent = event.target;
    if (sent.dataset.sent) { event.preventDefault(); return; }
    sent.dataset.sent = "yes";
    setTimeout(function () { delete sent.dataset.sent; }, 8000);
  });

  /* Rows of a form table: "add a row" clones the last one, emptied. */
  addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[data-adds-row]");
    if (!button) return;
    var body = document.getElementById(button.dataset.addsRow);
    if (!body || !body.lastElementChild) return;
    event.preventDefault();
    var number = body.children.length;
    var row = body.lastElementChild.cloneNode(true);
    row.querySelectorAll("input,select,textarea").forEach(function (control) {
      control.name = control.name.replace(/\.\d+\./, "." + number + ".");
      control.id = control.id.replace(/-\d+-/, "-" + number + "-");
      control.setAttribute("aria-label", (control.getAttribute("aria-label") || "").replace(/第\d+行/, "第" + (number + 1) + "行"));
      control.value = "";
    });
    body.appendChild(row);
    row.querySelector("input,select,textarea").focus();
  });

  /* Errors first: after a refused form the focus stands on the summary. */
  var summary = document.querySelector(".error-summary[tabindex]");
  if (summary) summary.focus();

  /* Unsaved answers: ask before leaving, unless the draft was kept. */
  if (form) {
    var dirty = false;
    form.addEventListener("input", function () { dirty = true; });
    form.addEventListener("submit", function () { dirty = false; });
    document.body.addEventListener("htmx:afterRequest", function (event) { if (event.detail.successful) dirty = false; });
    addEventListener("beforeunload", function (event) { if (dirty) event.preventDefault(); });
  }

  /* The printed page shows how each date was counted. */
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details.clock").forEach(function (clock) { clock.open = true; });
  });

  document.querySelectorAll("[data-prints]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { print(); });
  });
})();
