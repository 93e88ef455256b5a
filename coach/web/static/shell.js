// Light or dark as the reader's system says, set before the first line is drawn.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const adopt = () => document.documentElement.classList.toggle("dark", dark.matches);
  adopt();
  dark.addEventListener("change", adopt);
})();
