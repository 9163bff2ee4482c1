/* A map to keep: draws what dashboard/standalone.py put into the file, and asks no network for anything.

   Smaller than map.js, which lives in folium's frame, fetches its borders and writes the page's address: none of that
   exists in a file. Every word of others is set as textContent. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const world = JSON.parse(document.getElementById("world").textContent);
  const make = (tag, words, className) => {
    const element = document.createElement(tag);
    if (words) element.textContent = words;
    if (className) element.className = className;
    return element;
  };

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

  const map = L.map("map", { minZoom: 1.5, maxZoom: 14, zoomSnap: 0.5, worldCopyJump: true });
  map.attributionControl.setPrefix(false).addAttribution(data.credit);
  L.control.scale().addTo(map);
  map.createPane("land").style.zIndex = 100;
  const renderer = L.svg({ pane: "land", padding: 0.5 });
  for (const shape of Object.values(world)) {
    for (const polygon of shape) {
      L.polygon(polygon.map(ring), { pane: "land", renderer, interactive: false, className: "land", weight: 0.8, fillOpacity: 1 }).addTo(map);
    }
  }
  const [west, south, east, north] = data.bounds;
  map.fitBounds([[south, west], [north, east]], { maxZoom: 11 });

  let chosen = null;
  const draw = (feature) => {
    const { mark, name, note, colour, radius, shade, dashed } = feature.properties;
    const look = { color: radius ? "#fff" : colour, fillColor: colour, weight: 1.2, fillOpacity: shade, radius, dashArray: dashed ? "6 4" : null };
    if (radius && shade < 0.5) look.color = colour;
    const layer = L.geoJSON(feature, { pointToLayer: (_, at) => L.circleMarker(at, look), style: () => look });
    layer.bindTooltip(() => {
      const box = make("div");
      box.append(make("strong", name), make("div", note));
      return box;
    }, { sticky: true });
    layer.on("click", () => list(chosen === mark ? null : mark, name));
    layer.addTo(map);
  };
  data.features.forEach(draw);

  const reports = document.getElementById("reports");
  const heading = document.getElementById("heading");
  const all = document.getElementById("all");
  all.addEventListener("click", () => list(null));

  /* The sentences of a mark, or of all. */
  function list(mark, name) {
    chosen = mark;
    const found = mark === null ? data.reports : data.reports.filter((report) => report.marks.includes(mark));
    heading.textContent = mark === null ? data.words.sentences : name;
    all.hidden = mark === null;
    reports.replaceChildren(...found.map(report), ...(found.length ? [] : [make("p", data.words.none)]));
    document.getElementById("side").scrollTop = 0;
  }

  function report({ title, url, byline, text, spans, when }) {
    const box = make("article");
    const head = make("h3");
    head.dir = "auto";
    if (url) {
      const link = make("a", title);
      link.href = url;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      head.append(link);
    } else head.textContent = title;
    const sentence = make("p");
    sentence.dir = "auto";
    const letters = Array.from(text); // spans count characters, not halves of them
    let at = 0;
    for (const [start, end] of spans) {
      if (start < at) continue;
      sentence.append(letters.slice(at, start).join(""), make("mark", letters.slice(start, end).join("")));
      at = end;
    }
    sentence.append(letters.slice(at).join(""));
    box.append(head, make("p", byline, "by"), sentence, make("p", when, "by"));
    return box;
  }
  list(null);
})();
