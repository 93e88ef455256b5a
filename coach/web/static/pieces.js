// The recorder's small pieces: elements, buttons with their signs, and times as people read them.
window.pitchPieces ??= (() => {
  const ICONS = {
    microphone: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM6 11v1a6 6 0 0 0 12 0v-1M12 18v3m-3 0h6",
    camera: "M4 7h10a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1Zm11 4 6-3v8l-6-3",
  };

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  };

  function button(label, act, look = "", icon = null) {
    const node = el("button", { type: "button", class: `pr-button ${look}`, onclick: act }, label);
    if (icon) {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 24 24");
      svg.setAttribute("aria-hidden", "true");
      const path = document.createElementNS(svg.namespaceURI, "path");
      path.setAttribute("d", ICONS[icon]);
      svg.append(path);
      node.prepend(svg);
    }
    return node;
  }

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const spoken = (seconds) => {
    const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
    const parts = [minutes && `${minutes} minute${minutes === 1 ? "" : "s"}`, (rest || !minutes) && `${rest} second${rest === 1 ? "" : "s"}`];
    return parts.filter(Boolean).join(" ");
  };
  function moment(iso) {
    const at = new Date(iso);
    const time = at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    if (at.toDateString() === new Date().toDateString()) return time;
    return `${at.toLocaleDateString([], { day: "numeric", month: "long" })}, ${time}`;
  }

  // What people read about where a take's parts are, and about a connection that is lost.
  function where(take) {
    const all = take.done && take.saved.size >= take.count;
    const only = take.onDevice || window.pitchTakes.onDevice() ? "" : " This browser keeps nothing on this device (a private window, or its storage is full), so each second goes to the server only.";
    const cut = take.cut ? " It ends where a part was lost on this device and on the server." : "";
    const saved = all ? `Saved.${cut}${only}` : `Saved: ${Math.min(take.saved.size, take.count)} of ${take.count} seconds.${only}`;
    const kept = take.onDevice ? "Everything is kept on this device." : "Keep this page open: the last seconds are only here.";
    const { away, refusal } = take;
    let link = "";
    if (refusal?.stranger) link = `${refusal.message} ${refusal.hint}`;
    else if (refusal) link = `The server does not take it: ${refusal.message} ${refusal.hint} ${kept}`;
    else if (away?.status) link = `The server cannot save at the moment: ${away.message} ${kept} It is tried again by itself.`;
    else if (away) link = `Connection lost. ${kept} It goes to the server by itself when the connection is back.`;
    return { saved, link };
  }

  return { el, button, clock, spoken, moment, where };
})();
