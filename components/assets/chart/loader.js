// What Streamlit is given: the chart's modules come from their own address, once, and the browser keeps them.
// Streamlit runs this text from a blob, which has no address of its own: the module's must be a whole one.
const chart = (data) => import(new URL(data.code, window.location.origin).href);

export default function (component) {
  const { data, parentElement } = component;
  chart(data).then((made) => made.show(component));
  return () => chart(data).then((made) => made.end(parentElement));
}
