// Sends what the page's forms and buttons say to the control API, then shows how things stand.
"use strict";

const SAID = "simulator-said";
const place = document.querySelector('[data-role="said"]');

function say(words, isBad) {
  place.textContent = words;
  place.classList.toggle("bad", isBad);
}

function valueOf(field) {
  switch (field.dataset.type) {
    case "number": return field.value === "" ? null : Number(field.value);
    case "json": return JSON.parse(field.value);
    case "list": return field.value.split(",");
    default: return field.value;
  }
}

function bodyOf(form) {
  const named = [...form.elements].filter((field) => field.name);
  const body = Object.fromEntries(named.map((field) => [field.name, valueOf(field)]));
  for (const [name, value] of Object.entries(body)) if (value === null) delete body[name];
  return form.dataset.wrap ? { [form.dataset.wrap]: [body] } : body;
}

async function turn(path, method, body, words) {
  const answer = await fetch(path, { method, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) return say(told.problem ?? "This was refused.", true);
  const status = "status" in told && "bytes" in told ? ` The company answered ${told.status}.` : "";
  sessionStorage.setItem(SAID, `Done: ${words}.${status}`);
  location.reload();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.path) return;
  event.preventDefault();
  try {
    turn(form.dataset.path, "POST", bodyOf(form), form.querySelector("button").textContent);
  } catch (error) {
    say("The value is not JSON.", true);
  }
});

document.addEventListener("click", (event) => {
  const { path, method, body } = event.target.dataset;
  if (body) turn(path, method, JSON.parse(body), event.target.textContent);
});

document.getElementById("account").addEventListener("change", (event) => event.target.form.submit());
say(sessionStorage.getItem(SAID) ?? "", false);
sessionStorage.removeItem(SAID);
