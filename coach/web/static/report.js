/* The report's behaviour: play from a quote, follow the words, step through the evidence.
   Every listener sits on `root`, so the fragment inside may be replaced at any time. The script reads
   numbers and fixed names from the page and writes text only; no text becomes markup. */
function pitchReport(root, options) {
  "use strict";
  if (root.hasAttribute("data-pc-ready")) return;
  root.setAttribute("data-pc-ready", "");
  var calls = options || {};
  var SPEEDS = [1, 1.25, 1.5, 2, 0.75];
  var STEP_S = 5;
  var shown = {};
  var ticking = false;

  function report() { return root.querySelector("[data-pc-report]"); }
  function one(selector) { return root.querySelector(selector); }
  function media() { return root.querySelector("[data-pc-player] audio, [data-pc-player] video"); }

  /* A host may replace the fragment, or change it in place: what was read of it is then forgotten. What
     this script itself writes lies in the player and is no change. */
  new MutationObserver(function (changes) {
    var foreign = changes.some(function (change) {
      var place = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      return place && !place.closest("[data-pc-player]");
    });
    if (foreign) shown = {};
  }).observe(root, { childList: true, characterData: true, subtree: true });

  /* Words and their starts are read once for each fragment: an hour holds about nine thousand. */
  function text() {
    var now = report();
    if (shown.report && shown.report === now) return shown;
    if (now) now.querySelectorAll(".pc-now, .pc-cited").forEach(function (old) {
      old.classList.remove("pc-now", "pc-cited");
    });
    var words = now ? Array.from(now.querySelectorAll(".pc-line p span")) : [];
    var last = 0;
    var starts = words.map(function (word) {
      if (word.dataset.t !== undefined) last = Number(word.dataset.t);
      return last;
    });
    var marks = Array.from(root.querySelectorAll(".pc-lanes [data-start]"));
    shown = {
      report: now,
      words: words,
      starts: starts,
      timed: words.some(function (word) { return word.dataset.t !== undefined; }),
      marks: marks.sort(function (a, b) { return Number(a.dataset.start) - Number(b.dataset.start); }),
      word: null,
      line: null,
    };
    return shown;
  }

  /* The index of the last entry that is not above `value`, or -1. */
  function before(entries, value) {
    var low = 0, high = entries.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (entries[middle] <= value) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  function clock(seconds) {
    var whole = Math.max(0, Math.floor(seconds || 0));
    var two = function (n) { return (n < 10 ? "0" : "") + n; };
    var minutes = Math.floor(whole / 60);
    var rest = two(whole % 60);
    return minutes < 60 ? minutes + ":" + rest : Math.floor(minutes / 60) + ":" + two(minutes % 60) + ":" + rest;
  }

  /* A recording that a browser wrote may claim no length; the page knows it from the words. */
  function seconds() {
    var slider = one("[data-pc-position]");
    var player = media();
    var known = slider ? Number(slider.max) : 0;
    return player && isFinite(player.duration) && player.duration > 0 ? player.duration : known;
  }

  function seek(to, play) {
    var player = media();
    if (!player) return false;
    player.currentTime = Math.max(0, Math.min(to, seconds() || to));
    if (play) {
      var started = player.play();
      if (started) started.catch(function () { /* the browser asks for a gesture first: the player waits */ });
    }
    follow();
    if (calls.onSeek) calls.onSeek(player.currentTime);
    return true;
  }

  function toggle() {
    var player = media();
    if (!player) return;
    if (player.paused) player.play().catch(function () { /* told by the error event */ });
    else player.pause();
  }

  function swap(old, now, name) {
    if (old === now) return now;
    if (old) old.classList.remove(name);
    if (now) now.classList.add(name);
    return now;
  }

  function follow() {
    var player = media();
    if (!player) return;
    var at = player.currentTime;
    var state = text();
    var length = seconds();
    var time = one("[data-pc-time]");
    var slider = one("[data-pc-position]");
    if (time) time.textContent = clock(at);
    if (slider) {
      if (length && Math.abs(Number(slider.max) - length) > 0.5) slider.max = String(length);
      slider.value = String(at);
      slider.style.setProperty("--pc-at", (length ? 100 * at / length : 0) + "%");
      slider.setAttribute("aria-valuetext", clock(at) + " of " + clock(length));
    }
    if (state.timed) {
      var index = at > 0 ? before(state.starts, at + 0.02) : -1;
      var word = index >= 0 ? state.words[index] : null;
      state.word = swap(state.word, word, "pc-now");
      var line = swap(state.line, word ? word.closest(".pc-line") : null, "pc-now");
      if (line && line !== state.line && !player.paused) keepInBox(line);
      state.line = line;
    }
    tell(at, state);
  }

  function tell(at, state) {
    var place = one("[data-pc-playing]");
    if (!place) return;
    var starts = state.marks.map(function (mark) { return Number(mark.dataset.start); });
    var mark = at > 0 ? state.marks[before(starts, at + 0.02)] : null;
    var words = mark && mark.dataset.last !== undefined ? state.starts[Number(mark.dataset.last)] : 0;
    place.textContent = mark && at <= words + 1.5 ? mark.title.replace(/^\S+ /, "") : "";
  }

  /* Moves the transcript's own box only; the page is the reader's to scroll. */
  function keepInBox(line) {
    var box = one("[data-pc-lines]");
    if (!box || box.scrollHeight <= box.clientHeight + 4) return;
    var top = line.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 0 || top > box.clientHeight - 90) box.scrollTop += top - 40;
  }

  function cite(first, last) {
    var state = text();
    state.words.forEach(function (word, number) {
      word.classList.toggle("pc-cited", number >= first && number <= last);
    });
    return state.words[first] || null;
  }

  function go(target) {
    var first = target.dataset.first;
    var word = first === undefined ? null : cite(Number(first), Number(target.dataset.last));
    var played = target.dataset.start !== undefined && seek(Number(target.dataset.start), true);
    if (!word) return;
    if (played) keepInBox(word.closest(".pc-line"));
    else word.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  function step(forward) {
    var player = media();
    var state = text();
    if (!player || !state.marks.length) return;
    var at = player.currentTime;
    var starts = state.marks.map(function (mark) { return Number(mark.dataset.start); });
    var found = forward
      ? state.marks.find(function (mark) { return Number(mark.dataset.start) > at + 0.3; })
      : state.marks[before(starts, at - 1.2)];
    go(found || (forward ? state.marks[state.marks.length - 1] : state.marks[0]));
  }

  function speed(button) {
    var player = media();
    if (!player) return;
    player.playbackRate = SPEEDS[(SPEEDS.indexOf(player.playbackRate) + 1) % SPEEDS.length];
    button.textContent = player.playbackRate + "×";
    button.setAttribute("aria-label", "Speed: " + player.playbackRate + " times");
  }

  function theme() {
    var page = document.documentElement;
    page.classList.toggle("dark");
    page.setAttribute("data-pc-theme-chosen", "");
  }

  var DO = {
    toggle: toggle,
    back: function () { step(false); },
    ahead: function () { step(true); },
    speed: speed,
    theme: theme,
    print: function () { window.print(); },
  };

  /* What the page around the report offers to do, it does itself: pressed buttons bubble up to it as
     `pc-offer`, with the attempt and all of the button's data: {offer, attempt, ...}. */
  function bubble(button) {
    var detail = Object.assign({ attempt: report().dataset.attempt }, button.dataset, { offer: button.dataset.pcOffer });
    button.dispatchEvent(new CustomEvent("pc-offer", { bubbles: true, detail: detail }));
  }

  /* Not by the address: a host may have a base of its own, against which it would lead to another page. */
  function lead(event, link) {
    var place = one(link.getAttribute("href"));
    if (!place) return;
    event.preventDefault();
    place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "start" });
  }

  root.addEventListener("click", function (event) {
    var act = event.target.closest("[data-pc-do]");
    if (act) return DO[act.dataset.pcDo](act);
    var offer = event.target.closest("[data-pc-offer]");
    if (offer) return bubble(offer);
    var part = event.target.closest('.pc-parts a[href^="#"]');
    if (part) return lead(event, part);
    var moment = event.target.closest("[data-pc-go]");
    if (moment) return go(moment);
    var word = event.target.closest(".pc-line p span[data-t]");
    // Whoever marks text to copy it does not ask for sound.
    if (word && window.getSelection().isCollapsed) seek(Number(word.dataset.t), true);
    return undefined;
  });

  root.addEventListener("input", function (event) {
    if (event.target.matches("[data-pc-position]")) seek(Number(event.target.value), false);
  });

  root.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    var place = event.target.closest("[data-pc-player], [data-pc-lines]");
    var player = media();
    if (!place || !player || event.target === player) return;
    if (event.key === " " && event.target.tagName !== "BUTTON") toggle();
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      var forward = event.key === "ArrowRight";
      if (event.shiftKey) step(forward);
      else seek(player.currentTime + (forward ? STEP_S : -STEP_S), false);
    } else return;
    event.preventDefault();
  });

  function tick() {
    var player = media();
    ticking = Boolean(player && !player.paused && root.isConnected);
    follow();
    if (ticking) window.requestAnimationFrame(tick);
  }

  /* Media events do not bubble: they are caught on their way down. */
  function onMedia() {
    var player = media();
    var box = one("[data-pc-player]");
    var playing = Boolean(player && !player.paused && !player.ended);
    if (box) box.classList.toggle("pc-is-playing", playing);
    var button = one('[data-pc-do="toggle"]');
    if (button) button.setAttribute("aria-label", playing ? "Pause" : "Play");
    if (playing && !ticking) { ticking = true; window.requestAnimationFrame(tick); } else follow();
  }
  ["play", "pause", "ended", "emptied", "seeked", "timeupdate", "loadedmetadata"].forEach(function (name) {
    root.addEventListener(name, onMedia, true);
  });
  root.addEventListener("error", function (event) {
    var place = one("[data-pc-playing]");
    if (event.target === media() && place) place.textContent = "This browser cannot play the recording.";
  }, true);

  /* On paper everything is open. */
  window.addEventListener("beforeprint", function () {
    root.querySelectorAll("details:not([open])").forEach(function (details) {
      details.open = true;
      details.setAttribute("data-pc-opened", "");
    });
  });
  window.addEventListener("afterprint", function () {
    root.querySelectorAll("[data-pc-opened]").forEach(function (details) {
      details.open = false;
      details.removeAttribute("data-pc-opened");
    });
  });

  /* A page of its own follows the reader's system until the reader chooses. */
  var page = document.documentElement;
  if (page.classList.contains("pc-page")) {
    var dark = window.matchMedia("(prefers-color-scheme: dark)");
    var adopt = function () {
      if (!page.hasAttribute("data-pc-theme-chosen")) page.classList.toggle("dark", dark.matches);
    };
    adopt();
    dark.addEventListener("change", adopt);
  }
}
globalThis.pitchReport = pitchReport;
