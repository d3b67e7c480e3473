// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import java.util.List;
import java.util.OptionalInt;

/// Operations in records.
final class DownlinkRecord {
  private static final int READ = 0;
  private static final int DISCOVER = 1;
  private static final int WRITE = 2;
  private static final int WRITE_ATTRIBUTES = 3;
  private static final int EXECUTE = 4;
  private static final int CREATE = 5;
  private static final int DELETE = 6;
  private static final int OBSERVE = 7;
  private static final int CANCEL_OBSERVATION = 8;
  private static final int READ_COMPOSITE = 9;
  private static final int WRITE_COMPOSITE = 10;
  private static final int OBSERVE_COMPOSITE = 11;
  private static final int CANCEL_OBSERVATION_COMPOSITE = 12;

  private DownlinkRecord() {}

  static void write(RecordWriter writer, Downlink<?> operation) {
    switch (operation) {
      case Downlink.Read it -> Records.format(start(writer, READ, it), it.accept());
      case Downlink.Discover it -> number(start(writer, DISCOVER, it), it.depth());
      case Downlink.Write it -> {
        ValueRecord.node(Parts.constant(start(writer, WRITE, it), it.mode()), it.node());
        Records.format(writer, it.format());
      }
      case Downlink.WriteAttributes it ->
          AttributeRecord.write(start(writer, WRITE_ATTRIBUTES, it), it.attributes());
      case Downlink.Execute it -> start(writer, EXECUTE, it).text(it.arguments().toString());
      case Downlink.Create it -> {
        number(start(writer, CREATE, it), it.instanceId());
        ValueRecord.node(writer, it.content());
        Records.format(writer, it.format());
      }
      case Downlink.Delete it -> start(writer, DELETE, it);
      case Downlink.Observe it -> {
        Records.format(start(writer, OBSERVE, it), it.accept());
        AttributeRecord.write(writer, it.attributes());
      }
      case Downlink.CancelObservation it -> start(writer, CANCEL_OBSERVATION, it);
      case Downlink.Composite<?> it -> composite(writer, it);
    }
  }

  private static void composite(RecordWriter writer, Downlink.Composite<?> operation) {
    switch (operation) {
      case Downlink.ReadComposite it -> {
        paths(start(writer, READ_COMPOSITE, it), it.paths());
        Records.format(writer, it.accept());
      }
      case Downlink.WriteComposite it -> {
        start(writer, WRITE_COMPOSITE, it)
            .list(it.changes(), it.changes().size(), DownlinkRecord::change);
        Records.format(writer, it.format());
      }
      case Downlink.ObserveComposite it -> {
        paths(start(writer, OBSERVE_COMPOSITE, it), it.paths());
        Records.format(writer, it.accept());
        AttributeRecord.write(writer, it.attributes());
      }
      case Downlink.CancelObservationComposite it ->
          paths(start(writer, CANCEL_OBSERVATION_COMPOSITE, it), it.paths());
    }
  }

  private static void paths(RecordWriter writer, List<Path> paths) {
    writer.list(paths, paths.size(), Parts::path);
  }

  private static void change(RecordWriter writer, Change change) {
    Parts.path(writer, change.path());
    switch (change) {
      case Change.Put(Path path, Value value) -> ValueRecord.value(writer.flag(true), value);
      case Change.Remove _ -> writer.flag(false);
    }
  }

  private static Change change(RecordReader reader) {
    Path path = Parts.path(reader);
    return reader.flag()
        ? new Change.Put(path, ValueRecord.value(reader))
        : new Change.Remove(path);
  }

  private static RecordWriter start(RecordWriter writer, int kind, Downlink<?> operation) {
    Parts.path(writer.octet(kind), operation.path());
    return writer;
  }

  private static void number(RecordWriter writer, OptionalInt number) {
    writer.number(number.orElse(-1));
  }

  private static OptionalInt number(RecordReader reader) {
    int number = (int) reader.number();
    if (number < -1 || number > Path.ID_MAX) {
      throw new RecordReader.Broken("a number out of its range");
    }
    return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  static Downlink<?> read(RecordReader reader) {
    int kind = reader.octet();
    Path path = Parts.path(reader);
    return switch (kind) {
      case READ -> new Downlink.Read(path, Records.format(reader));
      case DISCOVER -> new Downlink.Discover(path, number(reader));
      case WRITE -> {
        var mode = Parts.octetOf(reader, Downlink.Write.Mode.values());
        yield new Downlink.Write(path, mode, ValueRecord.node(reader), Records.format(reader));
      }
      case WRITE_ATTRIBUTES -> new Downlink.WriteAttributes(path, AttributeRecord.read(reader));
      case EXECUTE ->
          new Downlink.Execute(
              path,
              Arguments.parse(reader.text())
                  .orElseThrow(() -> new RecordReader.Broken("no arguments")));
      case CREATE -> create(reader, path);
      case DELETE -> new Downlink.Delete(path);
      case OBSERVE ->
          new Downlink.Observe(path, Records.format(reader), AttributeRecord.read(reader));
      case CANCEL_OBSERVATION -> new Downlink.CancelObservation(path);
      default -> composite(kind, reader);
    };
  }

  private static Downlink<?> composite(int kind, RecordReader reader) {
    return switch (kind) {
      case READ_COMPOSITE ->
          new Downlink.ReadComposite(reader.list(Parts::path), Records.format(reader));
      case WRITE_COMPOSITE ->
          new Downlink.WriteComposite(reader.list(DownlinkRecord::change), Records.format(reader));
      case OBSERVE_COMPOSITE ->
          new Downlink.ObserveComposite(
              reader.list(Parts::path), Records.format(reader), AttributeRecord.read(reader));
      case CANCEL_OBSERVATION_COMPOSITE ->
          new Downlink.CancelObservationComposite(reader.list(Parts::path));
      default -> throw new RecordReader.Broken("no kind of operation");
    };
  }

  private static Downlink<?> create(RecordReader reader, Path path) {
    OptionalInt id = number(reader);
    if (ValueRecord.node(reader) instanceof Node.InstanceNode content) {
      return new Downlink.Create(path, id, content, Records.format(reader));
    }
    throw new RecordReader.Broken("no instance");
  }
}
