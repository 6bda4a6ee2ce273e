/* Before the first paint: where the person made no choice, follow the system. */
(function () {
  var root = document.documentElement;
  if (root.dataset.follows === "system" && matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.bsTheme = "dark";
})();
