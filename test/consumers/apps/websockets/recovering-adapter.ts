import { IoAdapter } from '@nestjs/platform-socket.io';

type CreateServer = IoAdapter['createIOServer'];

/** Of an application whose clients keep their rooms when they lose the connection for a moment. */
export class RecoveringAdapter extends IoAdapter {
  override createIOServer(...[port, options]: Parameters<CreateServer>): ReturnType<CreateServer> {
    return super.createIOServer(port, { ...options, connectionStateRecovery: {} } as typeof options);
  }
}
