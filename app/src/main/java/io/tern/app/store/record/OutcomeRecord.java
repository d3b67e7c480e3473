// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkFormat;
import io.tern.coap.link.Links;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import java.util.List;

/// Outcomes in records.
final class OutcomeRecord {
  private static final int ANSWERED = 0;
  private static final int REJECTED = 1;
  private static final int UNDECODABLE = 2;
  private static final int INVALID = 3;
  private static final int TIMED_OUT = 4;
  private static final int ASLEEP = 5;
  private static final int UNREACHABLE = 6;
  private static final int OVERLOADED = 7;
  private static final int CANCELLED = 8;
  private static final int EXPIRED = 9;
  private static final int RESET = 10;

  private static final int DONE = 0;
  private static final int NODE = 1;
  private static final int CREATED = 2;
  private static final int OBSERVED = 3;
  private static final int LINKS = 4;
  private static final int CONTENTS = 5;
  private static final int OBSERVED_COMPOSITE = 6;

  private OutcomeRecord() {}

  static void write(RecordWriter writer, Outcome<?> outcome) {
    switch (outcome) {
      case Outcome.Answered<?>(Object answer) -> answer(writer.octet(ANSWERED), answer);
      case Outcome.Rejected<?>(Code code, String why) ->
          writer.octet(REJECTED).octet(code.value()).text(why);
      case Outcome.Undecodable<?>(Malformed reason) ->
          writer.octet(UNDECODABLE).text(reason.where()).text(reason.what());
      case Outcome.Invalid<?>(String why) -> writer.octet(INVALID).text(why);
      case Outcome.TimedOut<?> _ -> writer.octet(TIMED_OUT);
      case Outcome.Asleep<?> _ -> writer.octet(ASLEEP);
      case Outcome.Unreachable<?>(String why) -> writer.octet(UNREACHABLE).text(why);
      case Outcome.Overloaded<?>(String why) -> writer.octet(OVERLOADED).text(why);
      case Outcome.Cancelled<?> _ -> writer.octet(CANCELLED);
      case Outcome.Expired<?> _ -> writer.octet(EXPIRED);
      case Outcome.Reset<?> _ -> writer.octet(RESET);
    }
  }

  private static void answer(RecordWriter writer, Object answer) {
    switch (answer) {
      case Downlink.Done _ -> writer.octet(DONE);
      case Node node -> ValueRecord.node(writer.octet(NODE), node);
      case Downlink.Created(var location) -> writer.octet(CREATED).optional(location, Parts::path);
      case Downlink.Observed(Node node, boolean established) ->
          ValueRecord.node(writer.octet(OBSERVED).flag(established), node);
      case Downlink.Contents(var nodes) -> ValueRecord.timedNodes(writer.octet(CONTENTS), nodes);
      case Downlink.ObservedComposite(var contents, boolean established) ->
          ValueRecord.timedNodes(
              writer.octet(OBSERVED_COMPOSITE).flag(established), contents.nodes());
      case List<?> links ->
          writer
              .octet(LINKS)
              .bytes(
                  LinkFormat.write(
                      links.stream()
                          .filter(Link.class::isInstance)
                          .map(Link.class::cast)
                          .toList()));
      default -> throw new IllegalArgumentException("no answer: " + answer.getClass());
    }
  }

  static Outcome<?> read(RecordReader reader) {
    return switch (reader.octet()) {
      case ANSWERED -> new Outcome.Answered<>(answer(reader));
      case REJECTED -> new Outcome.Rejected<>(Code.of(reader.octet()), reader.text());
      case UNDECODABLE -> new Outcome.Undecodable<>(new Malformed(reader.text(), reader.text()));
      case INVALID -> new Outcome.Invalid<>(reader.text());
      case TIMED_OUT -> new Outcome.TimedOut<>();
      case ASLEEP -> new Outcome.Asleep<>();
      case UNREACHABLE -> new Outcome.Unreachable<>(reader.text());
      case OVERLOADED -> new Outcome.Overloaded<>(reader.text());
      case CANCELLED -> new Outcome.Cancelled<>();
      case EXPIRED -> new Outcome.Expired<>();
      case RESET -> new Outcome.Reset<>();
      default -> throw new RecordReader.Broken("no kind of outcome");
    };
  }

  private static Object answer(RecordReader reader) {
    return switch (reader.octet()) {
      case DONE -> new Downlink.Done();
      case NODE -> ValueRecord.node(reader);
      case CREATED -> new Downlink.Created(reader.optional(Parts::path));
      case OBSERVED -> {
        boolean established = reader.flag();
        yield new Downlink.Observed(ValueRecord.node(reader), established);
      }
      case CONTENTS -> new Downlink.Contents(ValueRecord.timedNodes(reader));
      case OBSERVED_COMPOSITE -> {
        boolean established = reader.flag();
        yield new Downlink.ObservedComposite(
            new Downlink.Contents(ValueRecord.timedNodes(reader)), established);
      }
      case LINKS -> {
        if (LinkFormat.parse(reader.bytes()) instanceof Links.Parsed(List<Link> links, _)) {
          yield links;
        }
        throw new RecordReader.Broken("no links");
      }
      default -> throw new RecordReader.Broken("no kind of answer");
    };
  }
}
