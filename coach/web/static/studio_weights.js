// How the weights add up in each situation, while they are written.
window.studioWeights = (() => {
  const { el, isMap, text } = window.studioParts;
  const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : 0);
  const shown = (value) => String(Math.round(value * 100) / 100);

  function sums(data) {
    const criteria = Array.isArray(data?.criteria) ? data.criteria.filter(isMap) : [];
    return Object.entries(isMap(data?.situations) ? data.situations : {}).map(([id, situation]) => {
      const parts = criteria.map((each) => ({ title: text(each.title) || text(each.id), weight: number(isMap(each.weights) && id in each.weights ? each.weights[id] : each.weight) }));
      return { id, title: (isMap(situation) && text(situation.title)) || id, parts, sum: parts.reduce((sum, each) => sum + each.weight, 0) };
    });
  }

  function said(sum) {
    const off = Math.round((sum - 100) * 100) / 100;
    if (off === 0) return "100 of 100";
    return off < 0 ? `${shown(sum)} of 100: ${shown(-off)} missing` : `${shown(sum)} of 100: ${shown(off)} too many`;
  }

  class Weights {
    constructor(box) {
      this.box = box;
      this.drawn = "";
      this.list = el("ul", { class: "sf-weights" });
      box?.append(el("h3", { class: "sf-weights-title" }, "Weights"), this.list);
    }

    draw(data) {
      if (!this.box) return;
      const now = sums(data);
      const name = JSON.stringify(now);
      if (name === this.drawn) return;
      this.drawn = name;
      this.list.replaceChildren(
        ...now.map(({ title, parts, sum }) => {
          const scale = Math.max(100, sum);
          const pieces = parts.filter(({ weight }) => weight > 0).map((part) => el("i", { style: `width:${(part.weight / scale) * 100}%`, title: `${part.title}: ${shown(part.weight)}` }));
          const right = Math.abs(sum - 100) < 0.01;
          return el(
            "li",
            { class: right ? "sf-right" : "sf-off" },
            el("span", { class: "sf-weights-name", dir: "auto" }, title),
            el("span", { class: "sf-weights-bar", "aria-hidden": "true" }, pieces),
            el("span", { class: "sf-weights-sum" }, right ? "✓ " : "", said(sum)),
          );
        }),
      );
    }
  }

  return { Weights, sums, said };
})();
