/* What the map does in the browser: drawn by Leaflet, called from dashboard/maps.py, which hands it data only.

   Every word that comes from an article or a gazetteer is set as textContent, never as HTML. A click reports the id of
   what was clicked and nothing else; panning reports nothing, it only writes the position into the address. */
window.dateline = (() => {
  const POSITION = "at"; // LAT_LON_ZOOM in the page's address
  const HERE = new URL(".", document.currentScript.src);
  const CLOSE = 5.5; // zoom from which the finer borders are drawn
  const LABELLED = 60; // names written on the map at most

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

  /* The base map: land and borders from our own file, streets from OpenStreetMap over them where they can be had. */
  function base(map, look) {
    styles = look.styles;
    map.getContainer().classList.toggle("dark", look.dark);
    // As high as its frame, which the page makes lower on a phone.
    map.getContainer().style.height = "100vh";
    map.invalidateSize();
    map.attributionControl.setPrefix(false).addAttribution(look.credit);
    land(map, look);
    streets(map, look);
    map.addControl(new Fit({ position: "topleft", label: look.fit }));
    map.on("moveend", () => remember(map));
    // Each run of the page renders the map; it may have written an address without the position before.
    addEventListener("message", ({ data }) => data.type === "streamlit:render" && remember(map));
    map.on("zoomend moveend", () => label(map));
  }

  /* The whole world coarsely; whoever looks closely gets the finer borders of what is in view. */
  function land(map, look) {
    map.createPane("land").style.zIndex = 100;
    const renderer = L.canvas({ pane: "land", padding: 0.5 });
    const paint = { pane: "land", renderer, interactive: false, weight: 0.8, fillOpacity: 1, ...look.land };
    const coarse = L.layerGroup().addTo(map);
    const fine = L.layerGroup();
    const drawn = new Set();
    countries("world").then((all) => Object.values(all).flat().forEach((piece) => coarse.addLayer(L.polygon(piece, paint))));
    async function detail() {
      const close = () => map.getZoom() >= CLOSE;
      if (close()) {
        const borders = await countries("borders");
        const view = map.getBounds().pad(0.5);
        for (const piece of Object.values(borders).flat()) {
          if (drawn.has(piece) || !view.intersects(piece[0])) continue;
          drawn.add(piece);
          fine.addLayer(L.polygon(piece, paint));
        }
        shaded.forEach((layer, code) => layer.forEach((l) => l.setLatLngs(borders[code])));
        shaded.clear();
      }
      (close() ? fine : coarse).addTo(map);
      (close() ? coarse : fine).remove();
    }
    // The finer borders are a megabyte to read and draw: the marks come first.
    map.on("moveend dateline:shaded", () => whenIdle(detail));
  }

  const whenIdle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work, 100));

  /* Countries by ISO code, each a list of polygons: of static/world.json or static/borders.json, fetched once. */
  const fetched = {};
  function countries(file) {
    const decode = (all) =>
      Object.fromEntries(Object.entries(all).map(([code, shape]) => [code, shape.map((polygon) => polygon.map(ring))]));
    fetched[file] ??= fetch(new URL(`${file}.json`, HERE)).then((answer) => answer.json()).then(decode);
    return fetched[file];
  }

  /* Shade countries by code, with the borders that are here already: as GeoJSON from the page, Russia alone would be
     a quarter of a megabyte. `features` come widest first, and each goes below what is there. */
  let shaded = new Map(); // code -> the layers that have the coarse borders
  async function shade(map, areas, features) {
    const now = (shaded = new Map());
    const all = await countries("world");
    for (const properties of [...features].reverse()) {
      const layer = L.polygon(all[properties.code] || [], style({ properties }));
      layer.feature = { type: "Feature", properties };
      each(layer.feature, layer);
      areas.addLayer(layer);
      layer.bringToBack();
      now.set(properties.code, [...(now.get(properties.code) || []), layer]);
    }
    map.fire("dateline:shaded");
  }

  /* Tiles that never come are given up quietly, and the land below stays. */
  function streets(map, look) {
    const tiles = L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", {
      maxZoom: 19,
      attribution: look.tileCredit,
    });
    let loaded = false;
    let failed = 0;
    tiles.on("tileload", () => (loaded = true));
    tiles.on("tileerror", () => {
      failed += 1;
      if (!loaded && failed > 3) map.removeLayer(tiles);
    });
    tiles.addTo(map);
    L.control.layers(null, { [look.tiles]: tiles }, { position: "topright", collapsed: false }).addTo(map);
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

  let styles = {}; // by a feature's `look`
  let bounds = null; // of all that is shown
  let coming = []; // {layer, properties} of the marks that are being added and may be labelled
  let marks = []; // of those that are on the map, the most mentioned first

  /* A folium GeoJson layer calls this for each of its features. */
  function each(feature, layer) {
    const { id, name, note } = feature.properties;
    layer.bindTooltip(() => words(name, note), { sticky: true, direction: "top", offset: [0, -6] });
    // streamlit-folium sends back the GeoJSON of what was clicked: an id is enough, an outline may be a megabyte. The
    // number makes a second click on the same mark news.
    layer.toGeoJSON = () => ({ id, click: Date.now() });
    if (/^literal (dot|ring|near|division)( chosen)?$/.test(feature.properties.look)) coming.push({ layer, properties: feature.properties });
  }

  function words(name, note) {
    const box = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = name;
    title.dir = "auto"; // keeps to itself whatever direction a name has
    const line = document.createElement("div");
    line.textContent = note;
    box.append(title, line);
    return box;
  }

  const style = ({ properties }) => ({ ...styles[properties.look], radius: properties.radius });

  /* After each change of what is shown: the countries, where the map stands, what Fit means, what may be labelled.
     `areas` is folium's GeoJson layer of the other areas; `move.key` is new whenever the page asks to go somewhere. */
  function shown(map, areas, features, move) {
    // streamlit-folium keeps every layer that it ever removed.
    window.feature_group = [];
    bounds = move.all;
    marks = coming.sort((a, b) => Boolean(b.properties.radius) - Boolean(a.properties.radius) || b.properties.n - a.properties.n);
    coming = [];
    shade(map, areas, features);
    const go = () => {
      stand(map, move);
      label(map);
    };
    // A frame that Streamlit has only just made has no height yet, and nothing can be fitted into it.
    if (map.getSize().y > 50) go();
    else map.once("resize", go);
  }

  function stand(map, move) {
    const first = !map.dateline;
    const address = position();
    // With nothing to show yet, the first look is still to come.
    map.dateline ||= Boolean(address || move.start);
    const asked = move.key && sessionStorage.getItem("dateline-move") !== move.key;
    if (move.key) sessionStorage.setItem("dateline-move", move.key);
    const room = { maxZoom: 11, padding: [40, 40] };
    if (asked && move.to) map.fitBounds(move.to, room);
    else if (first && address) map.setView([address.lat, address.lon], address.zoom, { animate: false });
    else if (first && move.start) map.fitBounds(move.start, { ...room, animate: false });
    remember(map);
  }

  /* The most mentioned names, written where they do not cover one another: beside a dot, or inside an area. */
  function label(map) {
    labels.clearLayers();
    labels.addTo(map);
    const view = map.getBounds();
    const taken = [];
    for (const { layer, properties } of marks) {
      if (taken.length >= LABELLED) break;
      const { name, radius } = properties;
      const at = radius ? layer.getLatLng() : layer.getBounds().getCenter();
      if (!view.contains(at)) continue;
      const width = name.length * 6.6 + 10;
      if (!radius && pixelWidth(map, layer.getBounds()) < width) continue;
      const { x, y } = map.latLngToContainerPoint(at);
      const left = radius ? x + radius : x - width / 2;
      const box = { left, right: left + width, top: y - 9, bottom: y + 9 };
      const covers = (b) => b.left < box.right && box.left < b.right && b.top < box.bottom && box.top < b.bottom;
      if (taken.some(covers)) continue;
      taken.push(box);
      const span = document.createElement("span");
      span.textContent = name;
      span.dir = "auto";
      const icon = L.divIcon({
        className: radius ? "name" : "name inside",
        html: span,
        iconSize: [width, 18],
        iconAnchor: [x - left - 3, 9],
      });
      labels.addLayer(L.marker(at, { icon, interactive: false, keyboard: false }));
    }
  }
  const labels = L.layerGroup();
  const pixelWidth = (map, box) =>
    map.latLngToContainerPoint(box.getNorthEast()).x - map.latLngToContainerPoint(box.getSouthWest()).x;

  /* The position in the page's address, where it is a good one. */
  function position() {
    const [lat, lon, zoom] = (new URL(parent.location.href).searchParams.get(POSITION) || "").split("_").map(Number);
    const good = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 1 && zoom <= 19;
    return good ? { lat, lon, zoom } : null;
  }

  function remember(map) {
    if (!map.dateline) return;
    const { lat, lng } = map.getCenter().wrap();
    const address = new URL(parent.location.href);
    address.searchParams.set(POSITION, [lat.toFixed(3), lng.toFixed(3), map.getZoom()].join("_"));
    parent.history.replaceState(parent.history.state, "", address);
  }

  return { base, each, style, shown };
})();
