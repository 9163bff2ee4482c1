/* The map in the browser: its marks, drawn by Leaflet, called from dashboard/maps.py, which hands it data only.

   Every word that comes from an article or a gazetteer is set as textContent, never as HTML. A click reports the id of
   what was clicked and nothing else; panning and choosing a base map report nothing, they only write into the address.
   What the first marks do not need is loaded after them: the ground below (ground.js), clusters and heat (plugins.js). */
window.dateline = (() => {
  const HERE = new URL(".", document.currentScript.src);
  const POSITION = "at"; // LAT_LON_ZOOM in the page's address
  const BASE = "base"; // the base map, where it is not the first
  const LABELLED = 60; // names of marks written on the map at most
  const IN_THE_WAY = 400; // dots that a name keeps clear of
  const SMALL = 13; // pixels: the areas of relations to one place, where they are smaller, are one ring

  let look = null; // what maps.base_map says: colours, words, files
  let bounds = null; // of all that is shown
  let marks = []; // what is shown, the most stories first
  let shown = 0; // grows with each change of it

  // [lon, lat, dlon, dlat, ...] in thousandths of a degree, as data/build_outlines.py writes it -> [[lat, lon], ...]
  function ring(deltas) {
    const corners = [];
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < deltas.length; i += 2) {
      lon += deltas[i];
      lat += deltas[i + 1];
      corners.push([lat / 1000, lon / 1000]);
    }
    return corners;
  }

  const decode = (polygons) => polygons.map((polygon) => polygon.map(ring));

  /* Shapes by code, each a list of polygons: of static/world.json, static/borders.json or static/provinces/SY.json. */
  const fetched = {};
  function outlines(file) {
    fetched[file] ??= read(file).then((all) =>
      Object.fromEntries(Object.entries(all).map(([code, shape]) => [code, decode(shape)])));
    return fetched[file];
  }
  const read = (file) => fetch(new URL(`${file}.json`, HERE)).then((answer) => (answer.ok ? answer.json() : {}));
  const provinces = (country) => outlines(`provinces/${encodeURIComponent(country)}`);

  const loaded = {};
  const script = (url) => (loaded[url] ??= new Promise((done, failed) => {
    const tag = document.createElement("script");
    Object.assign(tag, { src: url, onload: done, onerror: failed });
    document.head.append(tag);
  }));

  const whenIdle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work, 100));

  /* The empty map. */
  function base(map) {
    look = JSON.parse(document.querySelector("script.look").textContent);
    map.getContainer().classList.toggle("dark", look.dark);
    // As high as its frame, which the page makes lower on a phone.
    map.getContainer().style.height = "100vh";
    map.invalidateSize();
    map.attributionControl.setPrefix(false).addAttribution(look.credit);
    map.addControl(new Fit({ position: "topleft", label: look.fit }));
    reachable(map);
    map.on("moveend", () => remember(map));
    if (look.remembers) history(map);
    // Each run of the page renders the map; it may have written an address without what stands here before.
    addEventListener("message", ({ data }) => data.type === "streamlit:render" && remember(map));
    map.on("moveend", () => { shrink(map); label(map); });
    import(new URL(look.files.ground, location.href)).then((ground) =>
      ground.draw(map, look, { outlines, provinces, read, ring, whenIdle, chosen: address().get(BASE), remember: (name) => {
        map.datelineBase = name;
        remember(map);
      } }));
  }

  /* For the keyboard and screen readers. Leaflet's buttons are links, which a space does not press. */
  function reachable(map) {
    const box = map.getContainer();
    Object.assign(box, { role: "application", ariaLabel: look.keys });
    box.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target.getAttribute("role") !== "button") return;
      event.preventDefault();
      event.target.click();
    });
    for (const [name, words] of Object.entries(look.zoom)) {
      Object.assign(box.querySelector(`.leaflet-control-zoom-${name}`), { title: words, ariaLabel: words });
    }
  }

  const Fit = L.Control.extend({
    onAdd(map) {
      const box = L.DomUtil.create("div", "leaflet-bar");
      const button = L.DomUtil.create("a", "fit", box);
      button.href = "#";
      button.role = "button";
      button.title = this.options.label;
      button.ariaLabel = this.options.label;
      button.textContent = "⤢";
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        if (bounds) map.fitBounds(bounds, { padding: [20, 20] });
      });
      return box;
    },
  });

  /* A mark as maps._packed sends it. */
  function unpack([id, name, n, shape, where, level, colour, latest, kinds = [], state = 0, associative = 0, more = []]) {
    return { id, name, n, where, level, colour, latest, kinds, more, associative: Boolean(associative),
      shape: Object.keys(look.shapes)[shape], state: Object.keys(look.states)[state] };
  }

  // Area, not width, says how many: so the square root. Other uses of the name make a circle about the dot.
  const radius = (mark) => Math.min(4 + 2 * Math.sqrt(mark.n), 24) + (mark.associative ? 3 : 0);

  function style(mark, palette) {
    const fillColor = mark.associative ? look.associative.color : look.palettes[palette][mark.colour];
    const found = { color: look.lines[palette][mark.colour], fillColor, ...look.shapes[mark.shape] };
    if (mark.shape === "shade") found.color = look.edge;
    if (mark.associative) Object.assign(found, look.associative);
    Object.assign(found, look.states[mark.state]);
    if (mark.state === "chosen" && mark.shape === "dot") found.color = look.chosen;
    if (mark.state === "faded") found.fillOpacity *= look.faded;
    return found;
  }

  /* After each change of what is shown. `group` is folium's, for whatever can be clicked; `move.key` is new whenever
     the page asks to go somewhere. */
  function show(map, group, data) {
    const now = (shown += 1);
    bounds = data.move.all;
    marks = data.marks.map(unpack);
    rings = L.featureGroup();
    group.addLayer(rings).addTo(map);
    const dots = marks.filter((mark) => mark.shape === "dot");
    if (data.layer === "heat" || data.layer === "clusters") {
      import(new URL(look.files.plugins, location.href)).then(async (plugins) => {
        await script(new URL(look.files[data.layer], location.href));
        if (now !== shown) return;
        const circles = () => dots.map((mark) => drawn(mark, data.palette));
        group.addLayer(plugins[data.layer](dots, circles, look).on("animationend", () => label(map)));
        label(map);
      });
    }
    if (data.layer !== "heat") areas(map, group, data.palette, now).then(() => now === shown && label(map));
    if (data.layer === "places") dots.forEach((mark) => group.addLayer(drawn(mark, data.palette)));
    labels.clearLayers();
    const go = () => {
      stand(map, data.move);
      shrink(map);
      label(map);
    };
    // A frame that Streamlit has only just made has no height yet, and nothing can be fitted into it.
    if (map.getSize().y > 50) go();
    else map.once("resize", go);
  }

  /* The layer of a mark whose shape is known. */
  function drawn(mark, palette, latlngs) {
    const how = style(mark, palette);
    const { where } = mark;
    if (mark.shape === "dot") mark.layer = L.circleMarker(where, { ...how, radius: radius(mark) });
    else if (latlngs) mark.layer = L.polygon(latlngs, how);
    else if (mark.shape === "cell") mark.layer = L.rectangle([where.slice(3, 5), where.slice(5)], how);
    else if (typeof where[0] === "number") mark.layer = L.circle(where.slice(0, 2), { ...how, radius: where[2] * 1000 });
    else mark.layer = L.polygon(decode(where), how);
    return alive(mark, mark.layer, how);
  }

  function alive(mark, layer, how) {
    layer.mark = mark;
    layer.feature = { type: "Feature", properties: { id: mark.id, name: mark.name, shape: mark.shape, state: mark.state } };
    layer.bindTooltip(() => words(mark), { sticky: true, direction: "top", offset: [0, -6] });
    // streamlit-folium sends back the GeoJSON of what was clicked: an id is enough, an outline may be a megabyte. The
    // number makes a second click on the same mark news.
    layer.toGeoJSON = () => ({ id: mark.id, click: Date.now() });
    if (mark.shape !== "dot") {
      layer.on("mouseover", () => layer.setStyle({ weight: how.weight + 1.2, opacity: 1, fillOpacity: how.fillOpacity + 0.1 }));
      layer.on("mouseout", () => layer.setStyle({ weight: how.weight, opacity: how.opacity, fillOpacity: how.fillOpacity }));
    }
    return layer;
  }

  /* The areas, each below the smaller ones and all below the dots. Countries and provinces are shapes that are fetched:
     as data from the page, Russia alone would be a quarter of a megabyte. */
  async function areas(map, group, palette, now) {
    const known = marks.filter((mark) => mark.shape !== "dot" && typeof mark.where !== "string");
    known.forEach((mark) => group.addLayer(drawn(mark, palette)));
    stack();
    const coded = marks.filter((mark) => typeof mark.where === "string");
    const files = new Set(coded.map(({ where }) => (where.includes(".") ? where.split(".")[0] : "")));
    await Promise.all([...files].map(async (country) => {
      const shapes = await (country ? provinces(country) : outlines("world"));
      if (now !== shown) return;
      for (const mark of coded.filter(({ where }) => (where.includes(".") ? where.split(".")[0] : "") === country)) {
        if (shapes[mark.where]) group.addLayer(drawn(mark, palette, shapes[mark.where]));
      }
      stack();
    }));
    if (now === shown) map.fire("dateline:areas");
  }

  function stack() {
    const size = ({ layer }) => {
      const box = layer.getBounds();
      return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
    };
    const onMap = marks.filter((mark) => mark.shape !== "dot" && mark.layer?._map);
    onMap.map((mark) => [size(mark), mark]).sort((a, b) => a[0] - b[0]).forEach(([, mark]) => mark.layer.bringToBack());
  }

  /* With the finer borders that ground.js has fetched for a close look. */
  function refine(borders) {
    for (const { shape, where, layer } of marks) {
      if (layer && typeof where === "string" && !where.includes(".") && borders[where]) layer.setLatLngs(borders[where]);
    }
  }

  /* A town has a dozen relations about it, one on the other. From far away they are one ring, none beside its dot. A
     cell of a grid, which could not be seen from there, is a circle that says by its size how many stories there are. */
  let rings = L.featureGroup();
  function shrink(map) {
    rings.clearLayers();
    const dotted = new Set(marks.filter((mark) => mark.shape === "dot").map(({ id, associative }) => `${id} ${associative}`));
    for (const mark of marks) {
      const cell = mark.shape === "cell";
      if (!(cell || mark.shape === "near") || !mark.layer || typeof mark.where[0] !== "number") continue;
      const [lat, lon, km] = mark.where;
      const pixels = (km * 1000 * 256 * 2 ** map.getZoom()) / (40075016.686 * Math.cos((lat * Math.PI) / 180));
      const key = `${mark.id} ${mark.associative}`;
      const small = pixels < (cell ? Math.max(radius(mark), 6) : SMALL);
      if (small !== Boolean(mark.small)) {
        mark.small = small;
        mark.layer.setStyle({ stroke: !small, fill: !small });
      }
      if (small && !dotted.has(key)) {
        dotted.add(key);
        const { fillOpacity } = mark.layer.options;
        const how = { ...mark.layer.options, stroke: true, fill: true, opacity: 0.9, fillOpacity: cell ? fillOpacity : 0.08, weight: 1.4 };
        const one = L.circleMarker([lat, lon], { ...how, radius: Math.max(radius(mark), 6) });
        rings.addLayer(alive({ ...mark, shape: "ring" }, one, how));
      }
    }
  }

  /* What a mark says: its name, how exactly it is known, how much there is, and when it was last so. */
  function words(mark) {
    const said = look.words;
    const box = document.createElement("div");
    const line = (tag, text) => {
      if (text) box.appendChild(Object.assign(document.createElement(tag), { textContent: text }));
      return box.lastChild;
    };
    line("strong", mark.name || mark.id).dir = "auto"; // keeps to itself whatever direction a name has
    line("div", mark.associative ? said.associative : said.levels[look.levels[mark.level]] || said.within);
    const kinds = [];
    for (let i = 0; i < mark.kinds.length; i += 2) kinds.push([mark.kinds[i + 1], look.kinds[mark.kinds[i]]]);
    kinds.sort((a, b) => (a[1] === "other") - (b[1] === "other") || b[0] - a[0]);
    const told = kinds.length && kinds[0][1] !== "other" ? `: ${kinds.map(([n, kind]) => `${n} ${said.kinds[kind]}`).join(", ")}` : "";
    line("div", stories(mark.n) + told);
    line("div", mark.latest ? said.latest.replace("{day}", day(mark.latest)) : said.undated);
    for (const [name, n] of mark.more) line("div", `\u2068${name}\u2069: ${stories(n)}`);
    return box;
  }
  const stories = (n) => (n === 1 ? look.words.story : look.words.stories).replace("{n}", n.toLocaleString("en"));
  function day(iso) {
    const [year, month, date] = iso.split("-").map(Number);
    return `${date} ${look.words.months[month - 1]} ${year}`;
  }

  function stand(map, move) {
    const first = !map.dateline;
    const position = remembered();
    // With nothing to show yet, the first look is still to come.
    map.dateline ||= Boolean(position || move.start);
    const asked = move.key && sessionStorage.getItem("dateline-move") !== move.key;
    if (move.key) sessionStorage.setItem("dateline-move", move.key);
    const room = { maxZoom: 11, padding: [40, 40] };
    if (asked && move.to) map.fitBounds(move.to, room);
    else if (first && position) map.setView([position.lat, position.lon], position.zoom, { animate: false });
    else if (first && move.start) map.fitBounds(move.start, { ...room, animate: false });
    remember(map);
  }

  /* The most mentioned names, where they cover neither one another nor a dot: beside a dot, or inside an area. */
  const labels = L.layerGroup();
  function label(map) {
    labels.clearLayers();
    labels.addTo(map);
    const view = map.getBounds();
    const visible = marks.filter(({ layer, state, associative, shape }) =>
      layer?._map && state !== "faded" && !associative && shape !== "country" && shape !== "wide"
      && view.contains(middle(layer)));
    const spot = (mark) => mark.shape === "dot" || mark.shape === "cell";
    const reach = (mark) => Math.max(radius(mark), mark.shape === "cell" ? pixelWidth(map, mark.layer.getBounds()) / 2 : 0);
    const dots = visible.filter(spot).slice(0, IN_THE_WAY).map((mark) => {
      const { x, y } = map.latLngToContainerPoint(middle(mark.layer));
      const r = reach(mark);
      return { mark, left: x - r, right: x + r, top: y - r, bottom: y + r };
    });
    // Clusters, which only their plugin knows.
    map.eachLayer((layer) => {
      if (!layer.getChildCount) return;
      const { x, y } = map.latLngToContainerPoint(layer.getLatLng());
      const r = layer.options.icon?.options.iconSize?.[0] / 2 || 20;
      dots.push({ left: x - r, right: x + r, top: y - r, bottom: y + r });
    });
    const taken = [];
    const free = (box, mark) => {
      const covers = (b) => b.left < box.right && box.left < b.right && b.top < box.bottom && box.top < b.bottom;
      return !taken.some(covers) && !dots.some((dot) => dot.mark !== mark && covers(dot));
    };
    const order = visible.sort((a, b) => spot(b) - spot(a));
    for (const mark of order) {
      if (taken.length >= LABELLED) break;
      const { name, layer } = mark;
      const width = name.length * 6.4 + 8;
      const exact = spot(mark);
      const at = middle(layer);
      const { x, y } = map.latLngToContainerPoint(at);
      if (!exact && (mark.small || pixelWidth(map, extent(layer)) < width)) continue;
      const r = exact ? reach(mark) + 2 : 0;
      const places = exact ? [[x + r, y - 9], [x - r - width, y - 9], [x - width / 2, y - r - 18], [x - width / 2, y + r]] : [[x - width / 2, y - 9]];
      const box = places.map(([left, top]) => ({ left, right: left + width, top, bottom: top + 18 })).find((b) => free(b, mark));
      if (!box) continue;
      taken.push(box);
      const span = document.createElement("span");
      span.textContent = name;
      span.dir = "auto";
      const icon = L.divIcon({
        className: exact ? "name" : "name inside",
        html: span,
        iconSize: [width, 18],
        iconAnchor: [x - box.left, y - box.top],
      });
      labels.addLayer(L.marker(at, { icon, interactive: false, keyboard: false }));
    }
    map.datelineTaken = [...taken, ...dots];
    map.fire("dateline:labelled");
  }
  /* The box around a layer's largest piece: far islands would put a country's name into the sea. */
  function extent(layer) {
    if (!layer.getLatLngs) return layer.getBounds();
    const pieces = layer.getLatLngs().map((polygon) => (Array.isArray(polygon[0]) ? polygon[0] : polygon));
    return L.latLngBounds(pieces.reduce((most, piece) => (piece.length > most.length ? piece : most)));
  }
  const middle = (layer) => (layer.getLatLng ? layer.getLatLng() : extent(layer).getCenter());
  const pixelWidth = (map, box) =>
    map.latLngToContainerPoint(box.getNorthEast()).x - map.latLngToContainerPoint(box.getSouthWest()).x;

  /* The places that a name could be: numbered, the chosen one solid, the others hollow; about what is no spot, a ring. */
  const RING = { color: "#d9531e", weight: 1.2, dashArray: "6 4", fill: false, interactive: false };
  function candidates(map, places) {
    const numbers = L.featureGroup().addTo(map);
    for (const { number, name, chosen, at, reach } of places) {
      if (reach) L.circle(at, { ...RING, radius: 1000 * reach }).addTo(map);
      const span = document.createElement("span");
      span.textContent = number;
      const icon = L.divIcon({ className: chosen ? "candidate chosen" : "candidate", html: span, iconSize: [22, 22] });
      const label = document.createElement("strong");
      label.textContent = `${number}: ${name}`;
      const marker = L.marker(at, { icon, alt: label.textContent, zIndexOffset: chosen ? 1000 : 0 });
      numbers.addLayer(marker.bindTooltip(label, { direction: "top", offset: [0, -8] }));
    }
    bounds = numbers.getBounds();
    const go = () => map.fitBounds(bounds, { maxZoom: 8, padding: [30, 30], animate: false });
    if (map.getSize().y > 50) go();
    else map.once("resize", go);
  }

  /* The page's address: the position in it, where it is a good one; the base map. */
  const address = () => new URL(parent.location.href).searchParams;
  function remembered() {
    if (!look.remembers) return null;
    const [lat, lon, zoom] = (address().get(POSITION) || "").split("_").map(Number);
    const good = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 1 && zoom <= 19;
    return good ? { lat, lon, zoom } : null;
  }

  function remember(map) {
    if (!look.remembers) return;
    const page = new URL(parent.location.href);
    if (map.datelineBase === Object.keys(look.bases)[0]) page.searchParams.delete(BASE);
    else if (map.datelineBase) page.searchParams.set(BASE, map.datelineBase);
    if (map.dateline) {
      const { lat, lng } = map.getCenter().wrap();
      page.searchParams.set(POSITION, [lat.toFixed(3), lng.toFixed(3), map.getZoom()].join("_"));
    }
    if (page.href !== parent.location.href) parent.history.replaceState(parent.history.state, "", page);
  }

  /* "Back" and "forward" lead to where the map stood as well; the page itself sees to the rest of the address. */
  function history(map) {
    const follow = () => {
      const position = map.dateline && remembered();
      if (position) map.setView([position.lat, position.lon], position.zoom, { animate: false });
    };
    parent.addEventListener("popstate", follow);
    addEventListener("pagehide", () => parent.removeEventListener("popstate", follow));
  }

  /* streamlit-folium takes orders from whoever holds a handle of its window, and evaluates them: a page that opened or
     framed this one could run what it likes here. So only the page around the frame is listened to. */
  addEventListener("message", (event) => event.source === parent || event.stopImmediatePropagation(), true);

  /* What that page sends is one call of ours, on a line of its own with JSON in it. It is read and not run, so that a
     content security policy can forbid eval, to which anything else is left. */
  const CALL = /^\s*dateline\.(shown|candidates)\(map_div, (?:feature_group_feature_group_0, )?(.*)\);$/s;
  const evaluate = window.eval;
  window.eval = (sent) => {
    const [, name, data] = String(sent).split("\n").map((line) => CALL.exec(line)).find(Boolean) || [];
    if (!name) return evaluate(sent);
    const group = L.featureGroup().addTo(window.map);
    window.feature_group = [group]; // what streamlit-folium removes before the next
    if (name === "shown") show(window.map, group, JSON.parse(data));
    else candidates(window.map, JSON.parse(data));
  };

  return { base, refine };
})();
