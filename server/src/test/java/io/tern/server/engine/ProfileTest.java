// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.SupportedObject;
import io.tern.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final String KNOWN = "pid=6:27354b9a";
  private final EngineFixture server = new EngineFixture();

  private Code register(int port, String endpoint, String links, String pid) {
    String[] query = {"ep=" + endpoint, "lwm2m=1.2", "lt=300", pid};
    Request request = EngineFixture.register(links, query);
    if (links.isEmpty()) {
      Options options = request.options().toBuilder().remove(12).build();
      request = Request.of(Code.POST, options);
    }
    Response response = server.request(peer(port), request);
    return response.code();
  }

  private List<Path> objects(String endpoint) {
    return server.find(endpoint).orElseThrow().terms().objects().objects().stream()
        .flatMap(object -> paths(object).stream())
        .toList();
  }

  private static List<Path> paths(SupportedObject object) {
    return object.instances().stream().map(id -> Path.of(object.id(), id)).toList();
  }

  @Test
  @Spec({"REG-81", "REG-89", "1.2-int-110"})
  void a_known_profile_stands_for_its_list() {
    assertThat(register(1, "d", "", KNOWN)).isEqualTo(Code.CREATED);
    assertThat(objects("d")).containsExactly(Path.of(1, 0), Path.of(3, 0));
  }

  @Test
  @Spec({"REG-87", "1.2-int-111"})
  void what_the_payload_lists_comes_on_top() {
    assertThat(register(1, "d", "</4/0>,</3/0>", KNOWN)).isEqualTo(Code.CREATED);
    assertThat(objects("d")).containsExactly(Path.of(1, 0), Path.of(3, 0), Path.of(4, 0));
  }

  @Test
  @Spec({"REG-86", "REG-07", "REG-90"})
  void an_unknown_profile_is_a_conflict() {
    assertThat(register(1, "d", "", "pid=6:00000000")).isEqualTo(Code.CONFLICT);
    assertThat(register(1, "d", "", "pid=oma:meter")).isEqualTo(Code.CONFLICT);
    assertThat(register(1, "d", "</4/0>", "pid=6:00000000"))
        .as("a list that is not whole")
        .isEqualTo(Code.CONFLICT);
    assertThat(register(1, "d", "", "pid=\"6:27354b9a,6:00000000\"")).isEqualTo(Code.CONFLICT);
    assertThat(server.registrations.count()).isZero();
  }

  @Test
  @Spec({"REG-84", "REG-86"})
  void a_hash_is_learned_from_a_whole_list_and_a_name_is_not() {
    String whole = "</1/0>,</3/0>,</3303/0>,</3303/1>";
    assertThat(register(1, "d", whole, "pid=2:0011223344556677")).isEqualTo(Code.CREATED);
    assertThat(register(2, "e", "", "pid=2:0011223344556677")).isEqualTo(Code.CREATED);
    assertThat(objects("e")).isEqualTo(objects("d")).hasSize(4);
    assertThat(register(3, "f", whole, "pid=v:acme")).isEqualTo(Code.CREATED);
    assertThat(register(4, "g", "", "pid=v:acme")).isEqualTo(Code.CONFLICT);
  }

  @Test
  @Spec({"REG-85", "REG-23"})
  void what_must_not_be_listed_is_not_learned_either() {
    String whole = "</0/0>,</1/0>,</3/0>,</21/0>,</23/0>";
    assertThat(register(1, "d", whole, "pid=2:0011223344556677")).isEqualTo(Code.CREATED);
    assertThat(register(2, "e", "", "pid=2:0011223344556677")).isEqualTo(Code.CREATED);
    assertThat(objects("e")).containsExactly(Path.of(1, 0), Path.of(3, 0));
  }

  @Test
  @Spec({"REG-61", "REG-87", "AMB-09"})
  void an_update_may_name_profiles_as_well() {
    assertThat(register(1, "d", "</1/0>,</3/0>,</4/0>", "b=U")).isEqualTo(Code.CREATED);
    String handle = server.find("d").orElseThrow().id().toString();
    assertThat(server.request(peer(1), EngineFixture.update(handle, KNOWN)).code())
        .isEqualTo(Code.CHANGED);
    assertThat(objects("d")).containsExactly(Path.of(1, 0), Path.of(3, 0));
    assertThat(server.request(peer(1), EngineFixture.update(handle, "pid=6:00000000")).code())
        .isEqualTo(Code.CONFLICT);
    assertThat(objects("d")).hasSize(2);
  }
}
