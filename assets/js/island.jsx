// An island: a part of a page that lives where the rest of the page is still HTML. The page's own framework draws it as
// any other part; on a page sent without a framework, a script of `assets/js/islands/` finds it by its name and
// takes it over with what it was given.
export const island = (name, Part) =>
  function Island(given) {
    return (
      <div className="island" data-island={name} data-given={JSON.stringify(given)}>
        <Part {...given} />
      </div>
    );
  };
