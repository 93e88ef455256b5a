// A drill that is deleted leaves nothing in this browser either.
document.addEventListener("submit", (event) => {
  const [, id] = /^\/drills\/([^/]+)\/delete$/.exec(new URL(event.target.action).pathname) ?? [];
  if (id) for (const kind of ["draft", "sent"]) localStorage.removeItem(`pd-${kind}-${id}`);
});
