import type { JwtPolicyClock } from 'nest-jwt-policy';

interface Appointment {
  readonly at: number;
  readonly run: () => void;
}

/** The time of the machine, until a caller sets it forward: timers that it passes are run. */
export class AppClock implements JwtPolicyClock {
  private ahead = 0;
  private readonly appointments = new Set<Appointment>();

  now(): number {
    return Date.now() + this.ahead;
  }

  after(milliseconds: number, run: () => void): () => void {
    const appointment = { at: this.now() + milliseconds, run };
    this.appointments.add(appointment);
    return () => this.appointments.delete(appointment);
  }

  advance(seconds: number): void {
    this.ahead += seconds * 1000;
    for (const appointment of [...this.appointments]) {
      if (appointment.at > this.now()) continue;
      this.appointments.delete(appointment);
      appointment.run();
    }
  }
}

export const clock = new AppClock();
