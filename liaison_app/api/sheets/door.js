// Keeps the count on the wall up to date; another code, or none, draws the page anew.
(() => {
  const main = document.querySelector("main");
  const address = `/api/roster/${main.dataset.session}/count?lang=${main.dataset.lang}`;
  const ask = async () => {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.status === 401) return location.reload();
      if (answer.ok) {
        const told = await answer.json();
        if (told.code !== main.dataset.code) return location.reload();
        for (const name of ["count", "until"]) {
          const place = document.getElementById(name);
          if (place.textContent !== told[name]) place.textContent = told[name];
        }
        document.body.classList.remove("is-away");
      }
    } catch {
      document.body.classList.add("is-away");
    }
    setTimeout(ask, 3000);
  };
  setTimeout(ask, 3000);
})();
