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

function Card({ one, sprite }) {
  return (
    <li>
      <article className={`ticket-card ticket-card--${one.mark}`}>
        <span className="ticket-card__icon">
          <Icon sprite={sprite} name={one.icon} />
        </span>
        <h3>
          <a className="ticket-card__place" href={one.href}>
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

export function List({ answer, texts, sprite, more, retry }) {
  if (answer.state === "loading") {
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
  if (answer.state === "failed") {
    return (
      <div className="empty">
        <p>{texts.failed}</p>
        <button type="button" className="button button--ink" onClick={retry}>
          {texts.again}
        </button>
      </div>
    );
  }
  if (!answer.cards.length) return <p className="empty">{texts.nothing}</p>;
  return (
    <>
      <ul className="ticket-list">
        {answer.cards.map((one) => (
          <Card key={one.id} one={one} sprite={sprite} />
        ))}
      </ul>
      {answer.next && (
        <button type="button" className="button button--ink button--wide" onClick={more}>
          {texts.more}
        </button>
      )}
    </>
  );
}

