// Comfort on a page of a work that takes several requests: goes on by itself while it is looked at.
// Without this script a person presses the button.

const PAUSE_MS = 600;
const form = document.querySelector("form[data-goes-on]");

function goOn() {
  if (document.visibilityState === "visible") form.requestSubmit();
}

setTimeout(goOn, PAUSE_MS);
document.addEventListener("visibilitychange", goOn);
