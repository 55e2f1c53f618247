import type { HttpException } from '@nestjs/common';

/** The error that HTTP would answer with, in the shape in which the policy refuses messages. */
export function orderProblem(exception: HttpException): object {
  const body = exception.getResponse();
  const details = typeof body === 'string' ? { message: body } : body;
  return { status: 'error', statusCode: exception.getStatus(), ...details };
}
