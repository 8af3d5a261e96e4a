// Tickets as cards, as the server words them: the same markup as `components/tickets.py`, drawn from REST.

export function Icon({ sprite, name }) {
  return (
    <svg className="icon" aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}

const SHAPES = { city: "stamp", seen: "pill", message: "tab" };

function Badge({ one, sprite }) {
  const shape = SHAPES[one.badge_shape] ?? "";
  return (
    <span className={`badge ${shape} badge--${one.mark}`}>
      {shape === "pill" ? (
        <span className="pill__window" aria-hidden="true" />
      ) : (
        <Icon sprite={sprite} name={shape === "stamp" ? "city" : one.badge_icon} />
      )}
      <span>{one.badge}</span>
    </span>
  );
}

function MiniClock({ age, due, mark }) {
  return (
    <span className={`mini-clock mini-clock--${mark}`} style={{ "--age": age, "--due": due }} aria-hidden="true">
      <span className="mini-clock__due" />
    </span>
  );
}

// `point(one or null)`: the card is looked at, so its pin stands out on the map; `isPointed`: its pin is looked at.
function Card({ one, sprite, isPointed, point }) {
  return (
    <li>
      <article
        className={`ticket-card ticket-card--${one.mark} ${isPointed ? "ticket-card--here" : ""}`}
        data-href={one.href}
        onPointerEnter={(event) => event.pointerType === "mouse" && point(one)}
        onPointerLeave={(event) => event.pointerType === "mouse" && point(null)}
      >
        <span className="ticket-card__icon">
          <Icon sprite={sprite} name={one.icon} />
        </span>
        <h3>
          <a className="ticket-card__place" href={one.href} onFocus={() => point(one)} onBlur={() => point(null)}>
            {one.place}
          </a>
        </h3>
        <span className="ticket-card__far">{one.far}</span>
        <p className="ticket-card__what">{one.what}</p>
        <div className="ticket-card__when">
          {one.age !== null && <MiniClock age={one.age} due={one.due} mark={one.mark} />}
          <Badge one={one} sprite={sprite} />
        </div>
      </article>
    </li>
  );
}

function Loading({ texts }) {
  return (
    <div className="ticket-list" role="status" aria-label={texts.loading}>
      {[0, 1, 2, 3].map((n) => (
        <div key={n} className="ticket-card" aria-hidden="true">
          <span className="skeleton skeleton--tile" />
          <span className="skeleton skeleton--title" />
          <span className="skeleton skeleton--text" />
        </div>
      ))}
    </div>
  );
}

function Failed({ said, again, retry }) {
  return (
    <div className="empty" role="status">
      <p>{said}</p>
      <button type="button" className="button button--ink" onClick={retry}>
        {again}
      </button>
    </div>
  );
}

// `until` is the list as the server wrote it, which stays until the live one is here.
export function List({ answer, texts, sprite, pointed, point, more, retry, ways, until }) {
  if (answer.state === "loading" && until) return <div dangerouslySetInnerHTML={{ __html: until }} />;
  if (answer.state === "loading") return <Loading texts={texts} />;
  if (answer.state === "failed") return <Failed said={texts.failed} again={texts.again} retry={retry} />;
  if (!answer.cards.length) {
    return (
      <div className="empty">
        <p>{texts.nothing}</p>
        {ways.map(([said, act], place) => (
          <button key={said} type="button" className={place ? "button" : "button button--ink"} onClick={act}>
            {said}
          </button>
        ))}
      </div>
    );
  }
  return (
    <>
      <ul className="ticket-list">
        {answer.cards.map((one) => (
          <Card key={one.id} one={one} sprite={sprite} isPointed={one.href === pointed} point={point} />
        ))}
      </ul>
      {answer.hasMoreFailed && <Failed said={texts.failed} again={texts.again} retry={more} />}
      {answer.next && !answer.hasMoreFailed && (
        <button type="button" className="button button--ink button--wide" onClick={more}>
          {texts.more}
        </button>
      )}
    </>
  );
}
