export {
  isObserver,
  type AnonymousEvent,
  type DecisionEvent,
  type DecisionObserver,
  type GrantedEvent,
  type RefusedEvent,
  type RefusedToken,
} from './decision-event.js';
export { Observers } from './observers.js';
export { refusalLine, refusalLog, type RefusalLine } from './refusal-log.js';
