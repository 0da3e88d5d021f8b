// Keeps the phone's two lists fresh and sends without leaving the page.
"use strict";

const POLL_MS = 1000;
const chat = document.querySelector('[data-live="chat"]');

function isAtEnd() {
  return chat.scrollHeight - chat.scrollTop - chat.clientHeight < 40;
}

// Only what changed is replaced: focus stays, and a screen reader hears new messages alone.
function patch(place, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const nodes = [...fresh.content.children];
  while (place.children.length > nodes.length) place.lastElementChild.remove();
  nodes.forEach((node, index) => {
    const old = place.children[index];
    if (!old) place.append(node);
    // What somebody has opened stays open until they close it.
    else if (old.outerHTML !== node.outerHTML && !old.querySelector("details[open], :focus")) {
      old.replaceWith(node);
    }
  });
}

async function refresh(part) {
  const place = document.querySelector(`[data-live="${part}"]`);
  if (!place) return;
  const answer = await fetch(part + location.search);
  if (!answer.ok) return;
  const html = await answer.text();
  const mustScroll = place === chat && isAtEnd();
  patch(place, html);
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
  if (!["write", "tap", "attach"].includes(form.dataset.role)) return;
  event.preventDefault();
  const data = new FormData(form);
  const body = form.dataset.role === "attach" ? data : new URLSearchParams(data);
  if (form.dataset.role === "write") {
    form.elements.text.value = "";
    form.elements.text.focus();
  }
  if (form.dataset.role === "attach") form.reset();
  form.closest("details")?.removeAttribute("open");
  document.activeElement?.closest(".bubble") && document.activeElement.blur();
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
