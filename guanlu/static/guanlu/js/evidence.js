/* Files chosen for an entry: listed with their sizes, added to when one chooses again, removed one by one.
   Without this script the browser's own field does; the server judges every file anyway. */
(() => {
  "use strict";

  const chosen = new WeakMap(); // input → the files it holds

  const inWords = (bytes) => bytes < 1048576
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 1048576).toFixed(1)} MB`;
  const isSame = (one, other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

  const put = (input, files) => {
    const held = new DataTransfer();
    files.forEach((file) => held.items.add(file));
    input.files = held.files;
    chosen.set(input, files);
  };

  const line = (input, file, sentence) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = `${file.name} · ${inWords(file.size)}`;
    item.append(name);
    if (sentence) {
      item.className = "refused";
      item.append(document.createTextNode(sentence));
      return item;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn plain small";
    button.textContent = input.dataset.remove;
    button.setAttribute("aria-label", `${input.dataset.remove} ${file.name}`);
    button.addEventListener("click", () => {
      put(input, chosen.get(input).filter((other) => other !== file));
      show(input);
      input.focus();
    });
    item.append(button);
    return item;
  };

  const show = (input, refused = [], sentence = "") => {
    let list = input.parentNode.querySelector(".evidence-chosen");
    if (!list) {
      list = document.createElement("ul");
      list.className = "evidence-chosen";
      list.setAttribute("aria-live", "polite"); // no role: it stays a list
      input.after(list);
    }
    const lines = (chosen.get(input) || []).map((file) => line(input, file, ""));
    refused.forEach((file) => lines.push(line(input, file, input.dataset.tooLarge)));
    if (sentence) {
      const item = document.createElement("li");
      item.className = "refused";
      item.textContent = sentence;
      lines.push(item);
    }
    list.replaceChildren(...lines);
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[data-evidence]")) return;
    const earlier = chosen.get(input) || [];
    const added = [...input.files].filter((file) => !earlier.some((other) => isSame(file, other)));
    const refused = added.filter((file) => file.size > Number(input.dataset.largest));
    const files = [...earlier, ...added.filter((file) => !refused.includes(file))];
    const most = Number(input.dataset.most);
    put(input, files.slice(0, most));
    show(input, refused, files.length > most ? input.dataset.tooMany : "");
  });

  // What htmx has swapped in around a kept input lost its list.
  document.addEventListener("htmx:afterSettle", () => {
    document.querySelectorAll("input[data-evidence]").forEach((input) => {
      if (chosen.has(input)) show(input);
    });
  });
})();
