export { connectMessageServers, type MessageServer } from './connect-message-servers.js';
