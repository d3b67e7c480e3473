// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.object.Device;
import io.tern.lwm2m.object.FirmwareUpdate;
import io.tern.lwm2m.object.Resource;
import io.tern.lwm2m.object.Server;
import io.tern.lwm2m.object.Temperature;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DownlinkCheckTest {
  private static final Models MODELS = Registry.builtIn().newest();

  private static Optional<String> refusal(Downlink<?> operation) {
    return DownlinkCheck.refusal(operation, MODELS);
  }

  private static <T> Downlink.Write write(Resource.Valued<T> resource, T content) {
    return write(resource.path(0), resource.node(content));
  }

  private static Downlink.Write write(Path path, Node node) {
    return new Downlink.Write(path, Downlink.Write.Mode.REPLACE, node, Optional.empty());
  }

  private static Downlink.WriteComposite writing(Change... changes) {
    return new Downlink.WriteComposite(List.of(changes), Optional.empty());
  }

  private static Downlink.Create create(Node.ResourceNode... resources) {
    return new Downlink.Create(
        Path.of(1),
        OptionalInt.empty(),
        Node.InstanceNode.of(0, List.of(resources)),
        Optional.empty());
  }

  private static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  private static Downlink.Read read(String path) {
    return new Downlink.Read(path(path), Optional.empty());
  }

  @Test
  @Spec({"DT-18", "MODEL-11"})
  void a_value_out_of_range_or_of_another_type_is_forbidden_with_its_rule() {
    assertThat(refusal(write(FirmwareUpdate.PACKAGE_URI, "u".repeat(300))))
        .contains("/5/0/1: 300 bytes outside 0..255");
    assertThat(refusal(write(FirmwareUpdate.PACKAGE_URI, "u".repeat(255)))).isEmpty();
    assertThat(refusal(write(path("/1/0/1"), new Node.SingleResource(1, new Value.Text("x")))))
        .contains("/1/0/1: String in place of Integer");
    assertThat(refusal(write(path("/1/0/1"), new Node.MultipleResource(1, new TreeMap<>()))))
        .isPresent();
    assertThat(refusal(write(Server.LIFETIME, 60L))).isEmpty();
  }

  @Test
  @Spec({"DM-03", "DM-22"})
  void only_what_is_writable_is_written() {
    assertThat(refusal(write(Device.BATTERY_LEVEL, 50L)))
        .contains("/3/0/9 (Battery Level) has the operations: R");
    assertThat(refusal(write(Temperature.SENSOR_VALUE, 5.0))).isPresent();
    assertThat(refusal(write(path("/3/0/4"), new Node.SingleResource(4, new Value.Int(1)))))
        .isPresent();
    assertThat(refusal(write(path("/0/0/0"), new Node.SingleResource(0, new Value.Text("")))))
        .contains("/0/0/0 (LWM2M Server URI) has the operations: none");
    assertThat(refusal(new Downlink.Delete(path("/3/0/11/1")))).isPresent();
    assertThat(refusal(new Downlink.Delete(path("/3303/0")))).isEmpty();
  }

  @Test
  @Spec("DM-03")
  void an_instance_as_it_was_read_may_be_written_back() {
    Node.ResourceNode level = Device.BATTERY_LEVEL.node(50L);
    Node.InstanceNode readBack = Node.InstanceNode.of(0, List.of(level));
    assertThat(refusal(write(path("/3/0"), readBack))).isEmpty();
    Node.InstanceNode wrong = Node.InstanceNode.of(0, List.of(Device.BATTERY_LEVEL.node(500L)));
    assertThat(refusal(write(path("/3/0"), wrong))).contains("/3/0/9: 500 outside 0..100");
  }

  @Test
  @Spec({"DM-01", "DM-06", "OBS-01"})
  void only_what_is_readable_is_read_and_what_is_executable_executed() {
    for (String path : List.of("/5/0/0", "/3/0/4", "/0/0/0")) {
      assertThat(refusal(read(path))).as(path).isPresent();
      assertThat(refusal(new Downlink.Observe(path(path), Optional.empty()))).as(path).isPresent();
    }
    for (String path : List.of("/5", "/5/0", "/5/0/3", "/3/0/6", "/3/0/6/0")) {
      assertThat(refusal(read(path))).as(path).isEmpty();
      assertThat(refusal(new Downlink.Observe(path(path), Optional.empty()))).as(path).isEmpty();
    }
    assertThat(refusal(new Downlink.Execute(path("/3/0/4"), Arguments.NONE))).isEmpty();
    assertThat(refusal(new Downlink.Execute(path("/3/0/9"), Arguments.NONE)))
        .contains("/3/0/9 (Battery Level) has the operations: R");
  }

  @Test
  @Spec({"DM-09", "DM-10", "DM-28"})
  void what_composite_operations_name_is_checked_one_by_one() {
    List<Path> paths = List.of(path("/"), path("/3/0/9"), path("/5/0/0"));
    assertThat(refusal(new Downlink.ReadComposite(paths, Optional.empty()))).isPresent();
    assertThat(refusal(new Downlink.ObserveComposite(paths, Optional.empty(), Attributes.NONE)))
        .isPresent();
    assertThat(refusal(new Downlink.ReadComposite(paths.subList(0, 2), Optional.empty())))
        .isEmpty();
    Change good = new Change.Put(path("/1/0/1"), new Value.Int(60));
    assertThat(refusal(writing(good))).isEmpty();
    for (Change bad :
        List.of(
            new Change.Put(path("/3/0/9"), new Value.Int(5)),
            new Change.Put(path("/1/0/1"), new Value.Text("x")),
            new Change.Put(path("/5/0/1"), new Value.Text("u".repeat(300))),
            new Change.Put(path("/3/0/6/0"), new Value.Int(1)),
            new Change.Remove(path("/3/0/6/0")))) {
      assertThat(refusal(writing(good, bad))).as("%s", bad).isPresent();
    }
  }

  @Test
  @Spec("DM-07")
  void a_create_is_checked_as_an_instance() {
    assertThat(refusal(create(Server.LIFETIME.node(60L)))).isEmpty();
    assertThat(refusal(create(new Node.SingleResource(1, new Value.Bool(true))))).isPresent();
    assertThat(refusal(create(new Node.SingleResource(8, new Value.Int(1)))))
        .as("Registration Update Trigger")
        .isPresent();
  }

  @Test
  @Spec("MODEL-09")
  void what_no_definition_describes_goes_unchecked() {
    Node.SingleResource raw = new Node.SingleResource(1, new Value.Opaque(Bytes.of(1)));
    for (String path : List.of("/42770/0/1", "/3/0/9999")) {
      Path unknown = path(path);
      Node node = new Node.SingleResource(unknown.resourceId(), raw.value());
      assertThat(refusal(write(unknown, node))).as(path).isEmpty();
      assertThat(refusal(read(path))).as(path).isEmpty();
      assertThat(refusal(new Downlink.Execute(unknown, Arguments.NONE))).as(path).isEmpty();
      assertThat(refusal(writing(new Change.Put(unknown, raw.value())))).as(path).isEmpty();
    }
    assertThat(DownlinkCheck.refusal(write(Device.BATTERY_LEVEL, 500L), Models.NONE)).isEmpty();
  }
}
