/* Puts a chart that answers when pointed at in the place of the curve the server drew. Without this script, or
   if it fails, the drawing stays; on paper it is the drawing that is printed. */
(() => {
  "use strict";

  if (!window.echarts) return;
  const english = document.documentElement.lang.startsWith("en");
  const tokens = window.getComputedStyle(document.documentElement);
  const colour = (name) => tokens.getPropertyValue(`--${name}`).trim();
  const hatch = (name, gap, turn) => ({
    symbol: "rect", symbolSize: 1, color: `${colour(name)}73`, rotation: turn, dashArrayX: [1, 0], dashArrayY: [1, gap],
  });

  const line = (points, style, more = {}) => ({
    type: "line", data: points, showSymbol: false, silent: true, clip: true, xAxisIndex: 1,
    lineStyle: style, itemStyle: { color: style.color, opacity: 1 }, emphasis: { disabled: true }, ...more,
  });

  // The bands lie on one another, the nearer to the ground the later, each opaque.
  const band = (points, wash, decal, z) => line(points, { width: 0, color: colour(wash) }, {
    z, areaStyle: { color: colour(wash), opacity: 1, origin: "start" }, itemStyle: { color: colour(wash), decal },
  });

  const series = (figures) => {
    const marks = { symbol: "none", silent: true, label: { show: false }, data: [{ xAxis: figures.today }],
      lineStyle: { color: colour("edge"), type: "solid", width: 1 } };
    const drawn = [
      band(figures.behind, "behind-wash", hatch("behind-fill", 9, -Math.PI / 4), 1),
      band(figures.far, "far-wash", hatch("far", 3, Math.PI / 4), 1),
      line(figures.plan, { color: colour("ink-2"), width: 1.5, type: [6, 4] }, { z: 3, markLine: marks }),
      ...figures.landing.map((points) => line(points, { color: colour("accent"), width: 1.5, type: [2, 3] }, { z: 3 })),
      line(figures.achieved, { color: colour("accent"), width: 2.5 }, {
        z: 4, silent: false, showSymbol: true, symbol: "circle", symbolSize: 7,
        itemStyle: { color: colour("accent"), borderColor: colour("paper"), borderWidth: 1.5 },
      }),
    ];
    if (figures.baseline !== null) {
      drawn.push(line(figures.yearEnd.map((at) => [at, figures.baseline]), { color: colour("ink-3"), width: 3 }, { z: 2 }));
    }
    if (figures.lastYear.length) {
      drawn.push(line(figures.lastYear, { color: colour("ink-3"), width: 1.5, type: [10, 3, 2, 3] }, { z: 2 }));
    }
    return drawn;
  };

  const nearest = (tips, at) => tips.reduce(
    (best, tip) => (Math.abs(tip.at - at) < Math.abs(best.at - at) ? tip : best));

  const options = (figures) => {
    const words = { color: colour("ink-3"), fontSize: 12, fontFamily: "inherit" };
    const place = (value) => Math.round((value - figures.axis.low) / figures.axis.step);
    return {
      animation: false,
      aria: { enabled: true, label: { description: figures.label }, decal: { show: true } },
      grid: { left: 0, right: 0, top: 18, bottom: 28, outerBoundsMode: "none" },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("sheet"),
        borderColor: colour("edge"), textStyle: { color: colour("ink"), fontSize: 13 },
        axisPointer: { type: "line", snap: false, lineStyle: { color: colour("ink-2"), type: "solid" } },
        formatter: (points) => nearest(figures.tips, points[0].axisValue).said,
      },
      xAxis: [
        { type: "category", data: figures.months, position: "bottom", axisLine: { show: false },
          axisTick: { show: false }, axisLabel: { ...words, interval: 0, margin: 10 }, axisPointer: { show: false } },
        { type: "value", min: 0, max: 1, show: false, position: "bottom", axisPointer: { show: true } },
      ],
      yAxis: {
        type: "value", min: figures.axis.low, max: figures.axis.high, interval: figures.axis.step, z: 2,
        axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { ...words, inside: true, margin: 0, align: "left", verticalAlign: "bottom", padding: [0, 0, 4, 0],
          textBorderColor: colour("paper"), textBorderWidth: 3, formatter: (value) => figures.ticks[place(value)] },
        splitLine: { lineStyle: { color: colour("rule") } },
      },
      series: series(figures),
    };
  };

  const charts = [];
  document.querySelectorAll("[data-chart]").forEach((figure) => {
    const figures = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const live = figure.querySelector(".chart-live");
    live.hidden = false;
    figure.classList.add("is-live");
    try {
      const chart = window.echarts.init(live, null, { renderer: "svg", locale: english ? "EN" : "ZH" });
      chart.setOption(options(figures));
      charts.push(chart);
    } catch (error) {
      figure.classList.remove("is-live");
      live.hidden = true;
      throw error;
    }
  });

  window.addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
  window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.dispatchAction({ type: "hideTip" })));
})();
