// Keeps the phone's two lists fresh and sends without leaving the page.
"use strict";

const POLL_MS = 1000;
const chat = document.querySelector('[data-live="chat"]');

function isAtEnd() {
  return chat.scrollHeight - chat.scrollTop - chat.clientHeight < 40;
}

async function refresh(part) {
  const place = document.querySelector(`[data-live="${part}"]`);
  if (!place) return;
  const answer = await fetch(part + location.search);
  const html = await answer.text();
  // Unchanged content is left alone: focus and selection stay where they are.
  if (!answer.ok || place.dataset.html === html) return;
  const mustScroll = place === chat && isAtEnd();
  place.innerHTML = html;
  place.dataset.html = html;
  if (mustScroll) chat.scrollTop = chat.scrollHeight;
}

async function refreshAll() {
  await Promise.allSettled([refresh("chat"), refresh("customers")]);
}

async function poll() {
  if (!document.hidden) await refreshAll();
  setTimeout(poll, POLL_MS);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!["write", "tap"].includes(form.dataset.role)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (form.dataset.role === "write") form.elements.text.value = "";
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
  if (chat) chat.scrollTop = chat.scrollHeight;
  await refreshAll();
});

document.getElementById("number").addEventListener("change", (event) => event.target.form.submit());

if (chat) {
  chat.scrollTop = chat.scrollHeight;
  document.getElementById("text").focus();
}
poll();
