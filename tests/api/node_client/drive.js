// What a program would do with npm's `open311`: every call of it, one after the other, told as one line of JSON.
const Open311 = require("open311");

const [endpoint, discovery, apiKey, jurisdiction] = process.argv.slice(2);
const city = new Open311({ endpoint, discovery, apiKey, jurisdiction, format: "json" });
const ask = (name, ...given) =>
  new Promise((resolve, reject) =>
    city[name](...given, (error, told) => (error ? reject(new Error(`${name}: ${told}`)) : resolve(told))),
  );

(async () => {
  const told = {
    discovery: await ask("serviceDiscovery", {}),
    services: await ask("serviceList"),
    definition: await ask("serviceDefinition", "SR-ST02"),
    filed: await ask("submitRequest", {
      service_code: "SR-ST02",
      lat: 39.9512,
      long: -75.2391,
      description: "Tires",
      attributes: { MATERIAL: "TIRES" },
    }),
  };
  const number = told.filed[0].service_request_id;
  told.one = await ask("serviceRequests", number, {});
  told.both = await ask("serviceRequests", [number, number], {});
  told.open = await ask("serviceRequests", { status: "open", service_code: "SR-ST02" });
  told.behind = await ask("token", number);
  console.log(JSON.stringify(told));
})();
