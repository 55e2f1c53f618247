import { Module, type ExceptionFilter, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';

/** A module with a filter for the whole application. Imported after the library's module, it comes before its filter. */
export function filterModule(filter: Type<ExceptionFilter>): Type {
  class FilterModule {}
  Module({ providers: [{ provide: APP_FILTER, useClass: filter }] })(FilterModule);
  return FilterModule;
}
