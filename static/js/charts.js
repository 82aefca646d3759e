// Draws the numbers that a canvas carries (not in a script block: htmx drops those from what it puts in). The table with the same numbers is in the page already.
(function () {
  "use strict";
  const drawn = new Map();
  const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];
  const POINTS = ["circle", "rect", "triangle", "rectRot"];

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palette = () => ["--cs-accent", "--cs-amber", "--cs-violet", "--cs-blue", "--cs-green", "--cs-red"].map(token);

  const draw = (canvas) => {
    const data = JSON.parse(canvas.dataset.chart);
    const colours = palette(), ink = token("--cs-muted"), line = token("--cs-line");
    const round = data.kind === "doughnut";
    const title = (axis) => ({ display: Boolean(data.unit) && axis === (data.across ? "x" : "y"), text: data.unit, color: ink });
    drawn.get(canvas)?.destroy();
    drawn.set(canvas, new window.Chart(canvas, {
      type: data.kind,
      data: {
        labels: data.labels,
        datasets: data.series.map((one, n) => ({
          label: one.label, data: one.values, spanGaps: false,
          backgroundColor: round ? data.labels.map((_, i) => colours[i % colours.length]) : colours[n % colours.length],
          borderColor: round ? token("--cs-surface") : colours[n % colours.length],
          borderWidth: data.kind === "bar" ? 0 : 2, borderDash: DASHES[n % DASHES.length], pointStyle: POINTS[n % POINTS.length],
        })),
      },
      options: {
        locale: document.documentElement.lang || "en", animation: false, maintainAspectRatio: false, color: ink, indexAxis: data.across ? "y" : "x",
        plugins: { legend: { display: round || data.series.length > 1, labels: { color: ink, usePointStyle: true } } },
        scales: round ? {} : {
          x: { stacked: data.stacked, title: title("x"), ticks: { color: ink, precision: 0 }, grid: { color: data.across ? line : "transparent" } },
          y: { stacked: data.stacked, title: title("y"), beginAtZero: true, ticks: { color: ink, precision: 0 }, grid: { color: data.across ? "transparent" : line } },
        },
      },
    }));
  };

  const drawAll = () => document.querySelectorAll("canvas[data-chart]").forEach(draw);
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  drawAll();
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll?.("canvas[data-chart]").forEach(draw));
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
})();
