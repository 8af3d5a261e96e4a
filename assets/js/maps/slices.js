// Much work on the page in slices of a frame, so that fingers and panning go on between them.
const SLICE_MS = 8;

export class Slices {
  jobs = [];

  add(job) {
    this.jobs.push(job);
    if (this.isWorking) return;
    this.isWorking = true;
    requestAnimationFrame(this.work);
  }

  // What was not begun is not done any more.
  clear() {
    this.jobs = [];
  }

  work = () => {
    const until = performance.now() + SLICE_MS;
    try {
      while (this.jobs.length && performance.now() < until) this.jobs.shift()();
    } finally {
      this.isWorking = this.jobs.length > 0;
      if (this.isWorking) requestAnimationFrame(this.work);
    }
  };
}
