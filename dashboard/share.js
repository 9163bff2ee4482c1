/* The link to what is shown. Only the browser knows where its map stands, so that it makes the link: the address as it
   is, and the moment. */
const met = new WeakSet();
export default ({ data, parentElement }) => {
  const button = parentElement.querySelector("button");
  const field = parentElement.querySelector("input");
  const said = parentElement.querySelector("output");
  const frame = parentElement.querySelector("textarea");
  const link = () => {
    const address = new URL(window.location.href);
    address.searchParams.set(data.made, new Date().toISOString().replace(/\.\d+/, ""));
    return address.href;
  };
  const embedded = () => {
    const address = new URL(window.location.href);
    address.searchParams.delete(data.made);
    address.searchParams.set("embed", "true");
    const source = address.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    return `<iframe src="${source}" title="${data.title}" width="100%" height="640" style="border: 0"></iframe>`;
  };
  parentElement.querySelector("p").textContent = data.embed;
  frame.ariaLabel = data.embed;
  frame.value = embedded();
  frame.onfocus = () => { frame.value = embedded(); frame.select(); };
  button.textContent = data.copy;
  field.ariaLabel = data.label;
  field.value = link();
  field.onfocus = () => { field.value = link(); field.select(); };
  button.onclick = async () => {
    field.value = link();
    try {
      // only pages on https and of this machine have a clipboard
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else {
        field.select();
        if (!document.execCommand("copy")) throw new Error("not allowed");
      }
      said.textContent = data.copied;
    } catch {
      field.select();
      said.textContent = data.failed;
    }
  };
  // The keyboard goes along, see focus.py, which does not look into components.
  if (!met.has(button)) button.focus();
  met.add(button);
};
