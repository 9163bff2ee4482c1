/* What comes from a CDN is held to its digest, which stands behind the address: https://...#sha384-...

   streamlit-folium makes elements of bare addresses and has no place for a digest beside them. This runs before the
   first of those, and only where one does come from a CDN: see dashboard/maps.py. */
for (const [type, name] of [[HTMLScriptElement, "src"], [HTMLLinkElement, "href"]]) {
  const usual = Object.getOwnPropertyDescriptor(type.prototype, name);
  Object.defineProperty(type.prototype, name, {
    ...usual,
    set(address) {
      const digest = new URL(address, location.href).hash.slice(1);
      if (digest.startsWith("sha384-")) Object.assign(this, { integrity: digest, crossOrigin: "anonymous" });
      usual.set.call(this, address);
    },
  });
}
