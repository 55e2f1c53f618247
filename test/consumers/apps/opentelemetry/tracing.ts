import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { NestInstrumentation } from '@opentelemetry/instrumentation-nestjs-core';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
registerInstrumentations({ instrumentations: [new NestInstrumentation()] });

/** The names of the spans of the handlers that have answered. */
export function handlerSpans(): string {
  const spans = exporter.getFinishedSpans().filter((span) => span.attributes['nestjs.type'] === 'handler');
  return spans.map(({ name }) => name).join(' ');
}
