// What the other scripts share.
window.baromia = (() => {
  "use strict";
  const FRENCH = document.documentElement.lang.startsWith("fr");
  const COPIED = FRENCH ? "Copié" : "Copied", FAILED = FRENCH ? "Copie refusée par le navigateur" : "The browser refused to copy";

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Copy a text and return what is to be said of it. An open dialog is all that the older way can write in.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return COPIED;
    } catch { // no permission, or an old browser
      const box = element("textarea", { class: "aside" });
      box.value = text;
      (document.querySelector("dialog[open]") ?? document.body).append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done ? COPIED : FAILED;
    }
  }

  const file = location.protocol === "file:" ? location.pathname.split("/").pop() : location.href.split("#")[0];
  const address = (card) => `${file}#${card.id}`;
  return { FRENCH, element, copy, address };
})();
