// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A model, a client, and what tests of both sides ask again and again.
final class DownlinkFixture {
  private DownlinkFixture() {}

  static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  static final Optional<ContentFormat> TEXT = Optional.of(ContentFormat.TEXT);
  static final Models MODELS = id -> Optional.of(model(id));
  static final ClientProfile CLIENT = client(Release.V1_1, "");

  static ObjectModel model(int id) {
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    resources.put(0, resource(0, Operations.RW, false, DataType.STRING));
    resources.put(1, resource(1, Operations.RW, false, DataType.INTEGER));
    resources.put(2, resource(2, Operations.RW, false, DataType.OPAQUE));
    resources.put(4, resource(4, Operations.E, false, DataType.NONE));
    resources.put(6, resource(6, Operations.RW, true, DataType.INTEGER));
    return new ObjectModel(id, Version.V1_0, "Test", true, false, resources);
  }

  static ResourceModel resource(int id, Operations operations, boolean multiple, DataType type) {
    return new ResourceModel(id, "r" + id, operations, multiple, false, type, "", "");
  }

  static ClientProfile client(Release release, String root, ContentFormat... formats) {
    return new ClientProfile(release, root, List.of(formats), MODELS, DecodeLimits.DEFAULT);
  }

  static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  static Request ready(Downlink<?> operation, ClientProfile client) {
    DownlinkRequest request = ServerDownlinks.request(operation, client);
    assertThat(request).isInstanceOf(DownlinkRequest.Ready.class);
    return ((DownlinkRequest.Ready) request).request();
  }

  static Downlink.Write write(String path, Node node, ContentFormat format) {
    return new Downlink.Write(path(path), Downlink.Write.Mode.REPLACE, node, Optional.of(format));
  }

  /// What the client understands of the request that the server makes.
  static Downlink<?> across(Downlink<?> operation, ClientProfile client) {
    DownlinkReading reading = ClientDownlinks.read(ready(operation, client), client, NOW);
    assertThat(reading).isInstanceOf(DownlinkReading.Understood.class);
    return ((DownlinkReading.Understood) reading).operation();
  }

  static Code refusal(Request request) {
    DownlinkReading reading = ClientDownlinks.read(request, CLIENT, NOW);
    assertThat(reading).isInstanceOf(DownlinkReading.Refused.class);
    return ((DownlinkReading.Refused) reading).code();
  }

  static Request request(Code method, String path, String... query) {
    Options.Builder options = Options.builder();
    if (path.length() > 1) {
      options.uriPath(path.substring(1).split("/", -1));
    }
    List.of(query).forEach(options::uriQuery);
    return Request.of(method, options.build());
  }

  static Request withFormat(Request request, ContentFormat format, String payload) {
    return Request.of(
        request.method(),
        request.options().toBuilder().contentFormat(format).build(),
        Bytes.ofUtf8(payload));
  }
}
