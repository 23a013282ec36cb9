// Comfort on a screen: fields that apply, choices that exclude each other, signatures, printing.
// The server decides again about all of it; without this script every field is shown.

const form = document.getElementById("question");
const PATIENCE_MS = 4000;

// What the control or group of a field would post now.
function valuesOf(key) {
  const values = [];
  for (const control of form.elements) {
    if (control.name !== key || control.disabled) continue;
    if (control.type === "checkbox" && !control.checked) {
      // A box by itself says no when it is not ticked; one of several says nothing.
      if (!control.closest("fieldset.choices")) values.push("False");
      continue;
    }
    if (control.type === "radio" && !control.checked) continue;
    if (control.tagName === "SELECT") {
      for (const option of control.selectedOptions) values.push(option.value);
    } else {
      values.push(control.value);
    }
  }
  return values;
}

function isAnswered(key) {
  // "None of these" is no answer; somebody may have typed the same word.
  const nothing = isTyped(key) ? ["", "False"] : ["", "False", "none"];
  return valuesOf(key).some((value) => !nothing.includes(value.trim()));
}

function isTyped(key) {
  const control = form.elements[key];
  return control?.tagName === "TEXTAREA" || (control?.tagName === "INPUT" && !["checkbox", "radio"].includes(control.type));
}

function meets(condition) {
  const posted = valuesOf(condition.field);
  const hit = condition.values.some((value) => {
    if (value === "") return posted.every((each) => each === "");
    // "True" of something that is typed means: anything at all.
    if (value === "True" && isTyped(condition.field)) return isAnswered(condition.field);
    return posted.includes(value);
  });
  return hit === condition.sense;
}

function setEnabled(field, enabled) {
  for (const control of field.querySelectorAll("input, select, textarea")) {
    control.disabled = !enabled;
  }
}

function rulesOf(field) {
  return field.dataset.rules ? JSON.parse(field.dataset.rules) : {};
}

function applyRules() {
  const fields = [...form.querySelectorAll("[data-field]")];
  const disabled = new Set();
  for (const field of fields) {
    const rules = rulesOf(field);
    if (rules.disable && !field.hidden && isAnswered(field.dataset.field)) {
      for (const key of rules.disable) disabled.add(key);
    }
  }
  for (const field of fields) {
    const rules = rulesOf(field);
    let shown = true;
    let enabled = !rules.off && !disabled.has(field.dataset.field);
    for (const condition of rules.conditions ?? []) {
      if (meets(condition)) continue;
      if (condition.effect === "show") shown = false;
      else enabled = false;
    }
    field.hidden = !shown;
    setEnabled(field, shown && enabled);
  }
}

// "None of the above" clears the others, and any other clears it.
function exclude(changed) {
  if (changed.type !== "checkbox" || !changed.checked) return;
  const group = changed.closest("fieldset");
  if (!group) return;
  const alone = "exclusive" in changed.dataset;
  for (const other of group.querySelectorAll("input[type=checkbox]")) {
    if (other !== changed && (alone || "exclusive" in other.dataset)) other.checked = false;
  }
}

// A box may clear or tick boxes of other fields; one that it clears clears it in turn.
function followBox(changed) {
  if (changed.type !== "checkbox" || !changed.checked) return;
  const boxes = [...form.querySelectorAll("[data-field]")].map((field) => [field, rulesOf(field)]);
  for (const [field, rules] of boxes) {
    const mine = field.dataset.field === changed.name;
    if (rules.uncheck?.includes(changed.name)) tick(field.dataset.field, false);
    for (const key of (mine && rules.uncheck) || []) tick(key, false);
    for (const key of (mine && rules.check) || []) tick(key, true);
  }
}

function tick(key, checked) {
  const box = form.elements[key];
  if (box?.type === "checkbox") box.checked = checked;
}

// A day beyond its limits is told when the field is left; the server says the same later.
function tellEarly(control) {
  const { rangeUnderflow, rangeOverflow } = control.validity;
  const said = (rangeUnderflow && control.dataset.under) || (rangeOverflow && control.dataset.over) || "";
  const id = `${control.id}-early`;
  let line = document.getElementById(id);
  if (!line && said) {
    line = document.createElement("p");
    line.id = id;
    line.className = "error";
    line.setAttribute("role", "status");
    control.after(line);
  }
  if (line) line.textContent = said;
  if (line) line.hidden = !said;
}

function readySignature(box) {
  const canvas = box.querySelector("canvas");
  const input = box.querySelector("input");
  const pen = canvas.getContext("2d");
  let drawing = false;
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) * canvas.width) / frame.width,
      ((event.clientY - frame.top) * canvas.height) / frame.height,
    ];
  };
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  canvas.style.touchAction = "none";
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
    input.value = canvas.toDataURL("image/png");
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      drawing = false;
    });
  }
  box.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    input.value = "";
  });
}

if (form) {
  // Several passes: a field that a hidden field decides about follows it.
  const settle = () => {
    for (let pass = 0; pass < 4; pass += 1) applyRules();
  };
  form.addEventListener("change", (event) => {
    exclude(event.target);
    followBox(event.target);
    settle();
  });
  form.addEventListener("input", settle);
  settle();
  for (const box of form.querySelectorAll("[data-signature]")) readySignature(box);
  for (const day of form.querySelectorAll("[data-under], [data-over]")) {
    day.addEventListener("blur", () => tellEarly(day));
  }
  for (const range of form.querySelectorAll("input[type=range]")) {
    const shown = range.parentElement.querySelector("output");
    shown.value = range.value;
    range.addEventListener("input", () => {
      shown.value = range.value;
    });
  }
  // A second press while the first is on its way is superfluous; after a while it is not, for the
  // network may have failed.
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sentAt < PATIENCE_MS) event.preventDefault();
    else sentAt = event.timeStamp;
  });
}

// A screen that waits for something looks again by itself, unless somebody is busy with it.
if (form?.dataset.reload) {
  let touched = false;
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("submit", () => (touched = true));
  setInterval(() => {
    if (!touched && !document.hidden) location.reload();
  }, form.dataset.reload * 1000);
}

// An explanation that was opened from the text goes when one goes on.
document.addEventListener("focusout", (event) => {
  const text = event.target.matches(".term") ? event.target.popoverTargetElement : event.target.closest("[popover]");
  if (!text?.matches(":popover-open") || !document.hasFocus()) return;
  if (!text.contains(event.relatedTarget)) text.hidePopover();
});

// A page that the browser kept from before may show answers that have changed since.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// Without this script the help beside a question is simply there.
for (const button of document.querySelectorAll(".unfolds > [aria-expanded]")) {
  const text = document.getElementById(button.getAttribute("aria-controls"));
  const fold = (away) => {
    text.hidden = away;
    button.setAttribute("aria-expanded", String(!away));
  };
  button.hidden = false;
  fold(true);
  button.addEventListener("click", () => fold(!text.hidden));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
