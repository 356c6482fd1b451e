// What Streamlit is given: the chart's modules come from their own address, once, compressed and kept by the browser.
export default function (component) {
  const { data, parentElement } = component;
  import(data.code).then((chart) => chart.show(component));
  return () => import(data.code).then((chart) => chart.end(parentElement));
}
