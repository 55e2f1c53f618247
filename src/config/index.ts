export {
  loadListeningSettings,
  loadLocalIssuerSettings,
  loadServiceSettings,
  type LoadedSettings,
} from './load-settings.js';
export { ListeningSettings, type TransportName } from './listening.settings.js';
export { LocalIssuerSettings } from './local-issuer.settings.js';
export { ServiceSettings, UNCHECKED } from './service.settings.js';
export { SettingsError } from './settings.error.js';
export { SettingsModule } from './settings.module.js';
