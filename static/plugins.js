/* Layers that few readers ask for, with the Leaflet plugin that each needs: see map.js, which loads both. */

/* Dots that lie close as one, with the number of their stories. */
export function clusters(dots, circles, look) {
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: new URL(look.files.clustersLook, location.href) });
  document.head.append(sheet);
  const group = L.markerClusterGroup({
    maxClusterRadius: 46,
    showCoverageOnHover: false,
    iconCreateFunction(cluster) {
      const stories = cluster.getAllChildMarkers().reduce((sum, { mark }) => sum + mark.n, 0);
      const text = document.createElement("span");
      text.textContent = stories.toLocaleString("en");
      const size = Math.min(26 + 5 * Math.log2(1 + stories), 64);
      return L.divIcon({ className: "cluster", html: text, iconSize: [size, size] });
    },
  });
  group.on("clustermouseover", ({ layer }) => {
    const places = layer.getAllChildMarkers();
    const line = document.createElement("div");
    const stories = places.reduce((sum, { mark }) => sum + mark.n, 0);
    line.textContent = look.words.cluster.replace("{n}", stories.toLocaleString("en")).replace("{places}", places.length);
    layer.bindTooltip(line, { direction: "top" }).openTooltip();
  });
  group.addLayers(circles());
  return group;
}

/* Where stories are densest. Only dots come here: nothing is hot at the middle of a province. */
export function heat(dots, circles, look) {
  const points = dots.filter((mark) => !mark.associative && mark.state !== "faded").map(({ where, n }) => [...where, Math.sqrt(n)]);
  const most = points.reduce((max, [, , n]) => Math.max(max, n), 1);
  const gradient = Object.fromEntries(look.heat.map((colour, n) => [(n + 1) / look.heat.length, colour]));
  return L.heatLayer(points, { radius: 24, blur: 18, max: most, maxZoom: 6, minOpacity: 0.35, gradient });
}
