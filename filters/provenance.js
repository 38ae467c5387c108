// A comfort for readers with a mouse: the note of a number opens when the pointer rests on it.
// Clicking, touching and the keyboard need no script (see provenance.lua).
"use strict";

const notesOnHover = () => {
  if (!matchMedia("(hover: hover)").matches || !HTMLElement.prototype.showPopover) return;
  const OPEN_AFTER = 220;
  const CLOSE_AFTER = 260;

  for (const button of document.querySelectorAll(".provenance > button[popovertarget]")) {
    const note = document.getElementById(button.getAttribute("popovertarget"));
    if (!note) continue;
    let timer = 0;
    // A note that was opened by hand stays until it is closed by hand.
    let hovering = false;
    const later = (delay, what) => {
      clearTimeout(timer);
      timer = setTimeout(what, delay);
    };
    const open = () => later(OPEN_AFTER, () => {
      if (note.matches(":popover-open")) return;
      hovering = true;
      note.showPopover({ source: button });
    });
    const close = () => later(CLOSE_AFTER, () => {
      if (hovering && note.matches(":popover-open") && !note.matches(":focus-within")) {
        note.hidePopover();
      }
    });
    for (const part of [button, note]) {
      part.addEventListener("pointerenter", part === button ? open : () => clearTimeout(timer));
      part.addEventListener("pointerleave", close);
    }
    button.addEventListener("click", (event) => {
      clearTimeout(timer);
      // The first click on a note that hovering has opened keeps it open.
      if (hovering && note.matches(":popover-open")) event.preventDefault();
      hovering = false;
    });
    note.addEventListener("toggle", (event) => {
      if (event.newState === "closed") hovering = false;
    });
  }
};

// Quarto loads scripts in the head of the page, before there are any numbers.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", notesOnHover);
else notesOnHover();
