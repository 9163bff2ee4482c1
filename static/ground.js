/* What lies below the marks: our own land, borders and names, disputed borders, and the tiles that a reader chooses.

   Nothing is asked of anybody else before a tile map is chosen, here or in the address. */
const CLOSE = 5.5; // zoom from which the finer borders are drawn, and the lines of provinces
const NAMED = 60; // names of countries and cities at most
const GIVEN_UP = 4; // tiles that fail before any has come

/* The terms of each: OpenStreetMap's tile usage policy (operations.osmfoundation.org/policies/tiles: light use, a referrer,
   the credit); CARTO's basemaps (free for uses that are not commercial, with the credit; a licence else); Esri's World
   Imagery (with the credit, under the ArcGIS Online terms of use). */
const TILES = {
  streets: "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
  light: "https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}{r}.png",
  dark: "https://{s}.basemaps.cartocdn.com/dark_all/{z}/{x}/{y}{r}.png",
  satellite: "https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
};
// Disputed borders lie above the areas that are marked, whose outlines would hide them.
const PANES = { land: 100, provinces: 110, casing: 120, ground: 130, disputed: 410, disputes: 420 };

export function draw(map, look, page) {
  for (const [name, height] of Object.entries(PANES)) {
    Object.assign(map.createPane(name).style, { zIndex: height, pointerEvents: "none" });
  }
  land(map, look, page);
  names(map, look, page);
  page.whenIdle(() => disputed(map, look, page));
  choose(map, look, page);
}

const canvas = (pane) => ({ pane, renderer: L.canvas({ pane, padding: 0.5 }), interactive: false });

/* The whole world coarsely; whoever looks closely gets the finer borders and the provinces of what is in view. */
function land(map, look, { outlines, provinces, whenIdle }) {
  const paint = { ...canvas("land"), weight: 0.9, fillOpacity: 1, ...look.land };
  const faint = { ...canvas("provinces"), weight: 0.6, opacity: 0.7, fill: false, color: look.land.color, dashArray: "3 3" };
  const [coarse, fine, inner] = [L.layerGroup().addTo(map), L.layerGroup(), L.layerGroup()];
  const drawn = new Set();
  outlines("world").then((all) => Object.values(all).flat().forEach((piece) => coarse.addLayer(L.polygon(piece, paint))));
  const close = () => map.getZoom() >= CLOSE;
  async function detail() {
    (close() ? inner : coarse).addTo(map);
    if (close()) {
      const borders = await outlines("borders");
      const view = map.getBounds().pad(0.5);
      for (const [code, pieces] of Object.entries(borders)) {
        for (const piece of pieces) {
          if (drawn.has(piece) || !view.intersects(piece[0])) continue;
          drawn.add(piece);
          fine.addLayer(L.polygon(piece, paint));
          if (drawn.has(code)) continue;
          drawn.add(code);
          provinces(code).then((all) => Object.values(all).flat().forEach((part) => inner.addLayer(L.polygon(part, faint))));
        }
      }
      dateline.refine(borders);
    }
    (close() ? fine : coarse).addTo(map);
    (close() ? coarse : fine).remove();
    if (!close()) inner.remove();
  }
  // The finer borders are a megabyte to read and draw: the marks come first.
  map.on("moveend dateline:areas", () => whenIdle(detail));
  whenIdle(detail);
}

/* Names of countries from far away, of cities closer up, the larger first and none over another. */
async function names(map, look, { read, whenIdle }) {
  const layer = L.layerGroup().addTo(map);
  let known = null;
  const size = (name) => name.length * 6.2 + 6;
  async function write() {
    known ??= await read("names");
    layer.clearLayers();
    const zoom = map.getZoom();
    const view = map.getBounds();
    const taken = [...(map.datelineTaken || [])]; // by the marks and their names
    const room = taken.length + NAMED;
    const put = ([name, lat, lon], kind, width) => {
      const { x, y } = map.latLngToContainerPoint([lat, lon]);
      const box = { left: x - width / 2, right: x + width / 2, top: y - 9, bottom: y + 9 };
      if (taken.some((b) => b.left < box.right && box.left < b.right && b.top < box.bottom && box.top < b.bottom)) return;
      taken.push(box);
      const span = document.createElement("span");
      span.textContent = name;
      const icon = L.divIcon({ className: `ground ${kind}`, html: span, iconSize: [width, 18] });
      layer.addLayer(L.marker([lat, lon], { icon, pane: "ground", interactive: false, keyboard: false }));
    };
    for (const country of known.countries || []) {
      if (taken.length >= room || zoom > 8) break;
      const [name, lat, lon, degrees] = country;
      // what is wider than its name by far needs none so close; what is narrower has no room
      const pixels = (degrees * 2 * 256 * 2 ** zoom) / 360 / Math.cos((lat * Math.PI) / 180);
      if (pixels > size(name) * 0.55 && view.contains([lat, lon])) put(country, "country", size(name) * 1.15);
    }
    const people = zoom < 4 ? Infinity : 3e7 / 2 ** (2 * (zoom - 3.5));
    for (const city of known.cities || []) {
      if (taken.length >= room || city[3] < people) break;
      if (view.contains([city[1], city[2]])) put(city, "city", size(city[0]));
    }
  }
  map.on("dateline:labelled", () => whenIdle(write));
  whenIdle(write);
}

/* Where two sides claim a land, both borders dashed, over whatever base map, and what each side says. */
async function disputed(map, look, { read, ring }) {
  const all = await read("disputed");
  if (!Array.isArray(all)) return;
  // The plain line of our own borders is covered; over tiles there is none.
  const casing = { ...canvas("casing"), color: look.land.fillColor, weight: 3, opacity: 1 };
  const dashes = { ...canvas("disputed"), color: look.disputed, weight: 1.6, opacity: 0.95, dashArray: "5 5" };
  const lines = all.map((dispute) => ({ ...dispute, lines: dispute.lines.map(ring) }));
  for (const dispute of lines) {
    L.polyline(dispute.lines, casing).addTo(map);
    L.polyline(dispute.lines, dashes).addTo(map);
  }
  const said = L.layerGroup().addTo(map);
  function write() {
    said.clearLayers();
    if (map.getZoom() < 4.5) return;
    const view = map.getBounds();
    const taken = [...(map.datelineTaken || [])];
    for (const { name, status, at, lines: of } of lines) {
      const box = L.latLngBounds(of.flat());
      const width = map.latLngToContainerPoint(box.getNorthEast()).x - map.latLngToContainerPoint(box.getSouthWest()).x;
      if (!view.contains(at) || width < 50) continue;
      const { x, y } = map.latLngToContainerPoint(at);
      // where it covers nothing, else at its place all the same: that there are two claims must be said
      const free = [0, -30, 30, -60, 60].find((down) => !taken.some((b) =>
        b.left < x + 80 && x - 80 < b.right && b.top < y + down + 20 && y + down - 20 < b.bottom)) ?? 0;
      taken.push({ left: x - 80, right: x + 80, top: y + free - 20, bottom: y + free + 20 });
      const span = document.createElement("span");
      span.textContent = `${name}: ${status}`;
      const icon = L.divIcon({ className: "dispute", html: span, iconSize: [160, 40], iconAnchor: [80, 20 - free] });
      said.addLayer(L.marker(at, { icon, pane: "disputes", interactive: false, keyboard: false }));
    }
  }
  map.on("dateline:labelled", write);
  write();
}

/* The base maps to choose from; what is chosen stands in the address. Tiles that never come are given up, with a word. */
function choose(map, look, page) {
  const bases = Object.entries(look.bases).map(([name, { label, credit }]) => {
    const tiles = TILES[name] && L.tileLayer(TILES[name], { maxZoom: 19, attribution: credit, className: name });
    return { name, label, layer: tiles || L.layerGroup() };
  });
  const control = L.control.layers(Object.fromEntries(bases.map(({ label, layer }) => [label, layer])), null, { position: "topright" });
  const [ours] = bases;
  const notice = new (L.Control.extend({ onAdd: () => {
    const box = L.DomUtil.create("div", "notice");
    box.setAttribute("role", "status");
    return box;
  } }))({ position: "bottomright" }).addTo(map).getContainer();
  let givenUp = false; // what takes their place is not the reader's choice, and the address keeps that
  for (const { layer } of bases.slice(1)) {
    let failed = 0;
    let came = false;
    layer.on("tileload", () => (came = true));
    layer.on("loading", () => (failed = 0));
    layer.on("tileerror", () => {
      failed += 1;
      if (came || failed < GIVEN_UP || !map.hasLayer(layer)) return;
      givenUp = true;
      const focused = box.contains(document.activeElement); // what is chosen is drawn anew
      layer.remove();
      ours.layer.addTo(map);
      if (focused) box.querySelector("input:checked").focus();
      givenUp = false;
      notice.textContent = look.failed;
      map.getContainer().dataset.base = ours.name;
    });
  }
  const put = ({ name, layer }) => {
    layer.addTo(map);
    map.getContainer().dataset.base = name;
  };
  put(bases.find(({ name }) => name === page.chosen) || ours);
  const box = control.addTo(map).getContainer();
  const button = box.querySelector(".leaflet-control-layers-toggle");
  Object.assign(button, { title: look.choose, ariaLabel: look.choose });
  button.addEventListener("focusout", () => box.querySelector("input:checked")?.focus()); // it hides once it is pressed
  box.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    control.collapse();
    button.focus();
  });
  map.on("baselayerchange", ({ layer }) => {
    if (givenUp) return;
    const { name } = bases.find((one) => one.layer === layer);
    notice.textContent = "";
    map.getContainer().dataset.base = name;
    page.remember(name);
  });
}
