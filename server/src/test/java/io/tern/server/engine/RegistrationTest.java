// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.deregister;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.register;
import static io.tern.server.engine.EngineFixture.update;
import static io.tern.server.engine.EngineFixture.updateObjects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.SupportedObject;
import io.tern.server.Journal;
import io.tern.server.Registration;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.server.access.IdentityAccess;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
  private final EngineFixture server = new EngineFixture();

  @Test
  @Spec({"REG-01", "REG-53", "REG-56"})
  void register_answers_with_a_location_and_is_reported_afterwards() {
    String handle = server.registered(peer(1), "dev-1", "lt=300", "b=UT", "Q", "sms=4917");
    Registration registration = server.registration(handle);
    assertThat(registration.endpoint()).hasToString("dev-1");
    assertThat(registration.terms().lifetimeSeconds()).isEqualTo(300);
    assertThat(registration.terms().binding()).hasToString("UT");
    assertThat(registration.terms().queueMode()).isTrue();
    assertThat(registration.terms().sms()).contains("4917");
    assertThat(registration.terms().objects().objects())
        .extracting(SupportedObject::id)
        .containsExactly(1, 3, 3303);
    assertThat(registration.peer()).isEqualTo(peer(1));
    assertThat(registration.registeredNanos()).isEqualTo(server.now);
    assertThat(server.events.events).hasSize(1);
    ServerEvent.Registered event = server.events.of(ServerEvent.Registered.class).getFirst();
    assertThat(event.registration()).isEqualTo(registration);
    assertThat(event.replaced()).isEmpty();
    assertThat(event.timeNanos()).isEqualTo(server.now);
  }

  @Test
  @Spec("REG-12")
  void a_lifetime_that_is_missing_is_the_default() {
    String handle = server.registered(peer(1), "d");
    assertThat(server.registration(handle).terms().lifetimeSeconds()).isEqualTo(86_400);
  }

  @Test
  @Spec("REG-52")
  void handles_are_long_and_never_the_same() {
    Set<String> handles = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      handles.add(server.registered(peer(i + 1), "d" + i));
    }
    assertThat(handles).hasSize(1_000).allMatch(handle -> handle.length() == 32);
  }

  @Test
  @Spec("REG-41")
  void registering_anew_takes_the_place_of_the_old_registration() {
    String first = server.registered(peer(1), "d");
    FakeRequester.Observed observation = server.observed(first, "/3/0/1");
    String second = server.registered(peer(2), "d");
    assertThat(second).isNotEqualTo(first);
    assertThat(server.registrations.count()).isEqualTo(1);
    assertThat(server.find("d").orElseThrow().peer()).isEqualTo(peer(2));
    assertThat(observation.forgotten).isTrue();
    assertThat(server.observations.count()).isZero();
    assertThat(server.engine().gauges()).isEqualTo(new ServerGauges(1, 0, 0, 0, 0));
    assertThat(server.request(peer(1), update(first)).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(server.request(peer(2), update(second)).code()).isEqualTo(Code.CHANGED);
    ServerEvent.Registered event = server.events.of(ServerEvent.Registered.class).getLast();
    assertThat(event.replaced().orElseThrow().id()).hasToString(first);
  }

  @ParameterizedTest
  @Spec({"REG-42", "REG-04", "REG-07", "REG-08"})
  @CsvSource({
    "lt=abc, 4.00",
    "lt=-5, 4.00",
    "b=X, 4.00",
    "lwm2m=2.0, 4.12",
    "lt=99999999999, 4.00",
    "Q=maybe, 4.00",
    "ep=e, 4.00"
  })
  void a_bad_register_is_refused_and_the_old_registration_stays(String argument, String code) {
    String handle = server.registered(peer(1), "d", "lt=60");
    Registration before = server.registration(handle);
    ServerGauges gauges = server.engine().gauges();
    int events = server.events.events.size();
    Response response = server.request(peer(1), register(EngineFixture.LINKS, "ep=d", argument));
    assertThat(response.code()).hasToString(code);
    assertThat(response.diagnostic()).isNotBlank().doesNotContain("Exception");
    assertThat(server.registration(handle)).isSameAs(before);
    assertThat(server.engine().gauges()).isEqualTo(gauges);
    assertThat(server.events.events).hasSize(events);
    assertThat(server.events.refusals).containsExactly(Refusal.MALFORMED);
  }

  @Test
  @Spec({"REG-04", "REG-42"})
  void ten_thousand_links_are_refused_and_change_nothing() {
    StringBuilder links = new StringBuilder("</1/0>");
    for (int i = 0; i < 10_000; i++) {
      links.append(",</3303/").append(i).append('>');
    }
    Response response = server.request(peer(1), register(links.toString(), "ep=d"));
    assertThat(response.code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(server.registrations.count()).isZero();
    assertThat(server.engine().gauges()).isEqualTo(new ServerGauges(0, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @Spec({"AMB-48", "REG-12"})
  @CsvSource({"lt=29, 4.00", "lt=30, 2.01", "lt=600, 2.01", "lt=601, 4.00", "lt=0, 4.00"})
  void a_lifetime_outside_the_policy_is_refused(String lifetime, String code) {
    server.config = ServerConfig.DEFAULT.withLifetimeSeconds(300, 30, 600);
    Response response = server.request(peer(1), register(EngineFixture.LINKS, "ep=d", lifetime));
    assertThat(response.code()).hasToString(code);
    String handle = server.registered(peer(2), "e", "lt=300");
    if (code.equals("4.00")) {
      assertThat(server.request(peer(2), update(handle, lifetime)).code()).hasToString(code);
      assertThat(server.registration(handle).terms().lifetimeSeconds()).isEqualTo(300);
    }
  }

  @Test
  @Spec("REG-09")
  void a_full_server_asks_to_come_back_later() {
    server.config = ServerConfig.DEFAULT.withRegistrationsMax(1);
    server.registered(peer(1), "d");
    Response response = server.request(peer(2), register(EngineFixture.LINKS, "ep=e"));
    assertThat(response.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(response.options().uint(OptionNumber.MAX_AGE)).isPresent();
    assertThat(server.events.refusals).containsExactly(Refusal.OVERLOADED);
    server.registered(peer(3), "d");
  }

  @Test
  @Spec({"REG-02", "REG-62"})
  void update_changes_what_it_names_and_leaves_the_rest() {
    String handle = server.registered(peer(1), "d", "lt=60", "b=U", "Q", "sms=1");
    assertThat(server.request(peer(1), update(handle, "lt=120")).code()).isEqualTo(Code.CHANGED);
    Registration after = server.registration(handle);
    assertThat(after.terms().lifetimeSeconds()).isEqualTo(120);
    assertThat(after.terms().queueMode()).isTrue();
    assertThat(after.terms().sms()).contains("1");
    assertThat(after.terms().objects().objects()).hasSize(3);
    server.request(peer(1), update(handle, "b=UT", "Q=false", "sms=2"));
    after = server.registration(handle);
    assertThat(after.terms().binding()).hasToString("UT");
    assertThat(after.terms().queueMode()).isFalse();
    assertThat(after.terms().sms()).contains("2");
    assertThat(server.events.of(ServerEvent.Updated.class)).hasSize(2);
  }

  @Test
  @Spec("AMB-09")
  void a_binding_without_q_ends_queue_mode_in_release_1_0_only() {
    Response old =
        server.request(peer(1), register(EngineFixture.LINKS, "ep=old", "lwm2m=1.0", "b=UQ"));
    String oldHandle = old.options().locationPath().getLast();
    String handle = server.registered(peer(2), "new", "b=U", "Q");
    server.request(peer(1), update(oldHandle, "b=U"));
    server.request(peer(2), update(handle, "b=U"));
    assertThat(server.registration(oldHandle).terms().queueMode()).isFalse();
    assertThat(server.registration(handle).terms().queueMode()).isTrue();
  }

  @ParameterizedTest
  @Spec("REG-45")
  @ValueSource(
      strings = {"x", "", "00000000000000000000000000000000", "A0000000000000000000000000000000"})
  void an_unknown_handle_is_not_found(String handle) {
    assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(server.request(peer(1), deregister(handle)).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(server.events.refusals).containsExactly(Refusal.NOT_FOUND, Refusal.NOT_FOUND);
  }

  @Test
  @Spec({"REG-46", "SEC-61"})
  void another_identity_sees_no_more_than_with_an_unknown_handle() {
    String handle = server.registered(peer(1, "d"), "d");
    Registration before = server.registration(handle);
    for (Peer stranger : List.of(peer(1), peer(1, "e"))) {
      Response unknown = server.request(stranger, update("0".repeat(32)));
      assertThat(server.request(stranger, update(handle, "lt=1"))).isEqualTo(unknown);
      assertThat(server.request(stranger, deregister(handle))).isEqualTo(unknown);
    }
    assertThat(server.registration(handle)).isSameAs(before);
    assertThat(server.events.foreign).isEqualTo(4);
  }

  @Test
  @Spec({"REG-49", "REG-50", "SEC-62"})
  void an_update_from_another_address_moves_the_registration() {
    String secure = server.registered(peer(1, "d"), "d");
    String plain = server.registered(peer(2), "e");
    FakeRequester.Observed observation = server.observed(secure, "/3/0/1");
    assertThat(server.request(peer(11, "d"), update(secure)).code()).isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(12), update(plain)).code()).isEqualTo(Code.CHANGED);
    assertThat(server.registration(secure).peer()).isEqualTo(peer(11, "d"));
    assertThat(server.registration(plain).peer()).isEqualTo(peer(12));
    assertThat(observation.forgotten).isFalse();
  }

  @Test
  @Spec("REG-48")
  void a_new_object_list_drops_observations_on_vanished_paths() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed kept = server.observed(handle, "/3/0/1");
    FakeRequester.Observed instance = server.observed(handle, "/3303/0");
    FakeRequester.Observed object = server.observed(handle, "/3303");
    Response response = server.request(peer(1), updateObjects(handle, "</1/0>,</3/0>,</3303/7>"));
    assertThat(response.code()).isEqualTo(Code.CHANGED);
    assertThat(kept.forgotten).isFalse();
    assertThat(object.forgotten).isFalse();
    assertThat(instance.forgotten).isTrue();
    assertThat(server.events.of(ServerEvent.ObservationEnded.class))
        .extracting(event -> event.path().toString())
        .containsExactly("/3303/0");
    server.request(peer(1), updateObjects(handle, "</1/0>,</3/0>"));
    assertThat(object.forgotten).isTrue();
    assertThat(server.engine().gauges().observations()).isEqualTo(1);
  }

  @Test
  @Spec({"REG-03", "REG-54"})
  void deregister_ends_the_registration_and_its_observations() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    assertThat(server.request(peer(1), deregister(handle)).code()).isEqualTo(Code.DELETED);
    assertThat(server.find("d")).isEmpty();
    assertThat(observation.forgotten).isTrue();
    assertThat(server.engine().gauges()).isEqualTo(new ServerGauges(0, 0, 0, 0, 0));
    assertThat(server.timers.pending()).isZero();
    assertThat(server.request(peer(1), deregister(handle)).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(server.events.of(ServerEvent.Deregistered.class)).hasSize(1);
  }

  @Test
  @Spec("REG-43")
  void a_registration_expires_after_its_lifetime_and_the_grace() {
    server.config = ServerConfig.DEFAULT.withGraceSeconds(5);
    String handle = server.registered(peer(1), "d", "lt=60");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    server.advance(65 * SECOND - 1);
    assertThat(server.find("d")).isPresent();
    server.advance(1);
    assertThat(server.find("d")).isEmpty();
    assertThat(observation.forgotten).isTrue();
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
    assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @Spec({"REG-43", "REG-44"})
  void only_register_and_update_begin_the_lifetime_anew() {
    String handle = server.registered(peer(1), "d", "lt=60");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    server.advance(40 * SECOND);
    observation.listener.onNotification(peer(1), FakeRequester.observing("2", 2), server.now);
    server.advance(24 * SECOND);
    assertThat(server.find("d")).isPresent();
    server.advance(2 * SECOND);
    assertThat(server.find("d")).isEmpty();

    handle = server.registered(peer(1), "d", "lt=60");
    for (int i = 0; i < 10; i++) {
      server.advance(50 * SECOND);
      assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.CHANGED);
    }
    assertThat(server.timers.pending()).isEqualTo(1);
    server.advance(66 * SECOND);
    assertThat(server.find("d")).isEmpty();
  }

  @Test
  @Spec({"REG-12", "REG-43"})
  void a_lifetime_that_shrinks_or_never_ends_is_honoured() {
    String handle = server.registered(peer(1), "d", "lt=86400");
    server.request(peer(1), update(handle, "lt=10"));
    server.advance(16 * SECOND);
    assertThat(server.find("d")).isEmpty();

    handle = server.registered(peer(1), "d", "lt=10");
    server.request(peer(1), update(handle, "lt=0"));
    assertThat(server.timers.pending()).isZero();
    server.advance(10L * 365 * 86_400 * SECOND);
    assertThat(server.find("d")).isPresent();
    server.request(peer(1), update(handle, "lt=10"));
    server.advance(16 * SECOND);
    assertThat(server.find("d")).isEmpty();
  }

  @Test
  @Spec("REG-45")
  void an_update_behind_the_end_is_not_found_even_before_the_timer_runs() {
    String handle = server.registered(peer(1), "d", "lt=10");
    server.now += 20 * SECOND;
    assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
    server.timers.advance(server.now);
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
  }

  @Test
  @Spec("C30")
  void a_fleet_that_ends_at_once_is_spread_over_turns() {
    server.config = ServerConfig.DEFAULT.withLimits(64, 256, 100);
    for (int i = 0; i < 1_000; i++) {
      server.registered(peer(1 + i), "d" + i, "lt=10");
    }
    server.advance(15 * SECOND);
    assertThat(server.registrations.count()).isEqualTo(900);
    for (int i = 0; i < 9; i++) {
      server.advance(1_000_000);
    }
    assertThat(server.registrations.count()).isZero();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @Spec({"EP-08", "C20"})
  void an_endpoint_name_is_bound_to_the_identity() {
    for (String claim : List.of("victim", "ATTACKER", "attacker ", "attacker%00", "аttacker")) {
      Response response =
          server.request(peer(1, "attacker"), register(EngineFixture.LINKS, "ep=" + claim));
      assertThat(response.code()).as(claim).isEqualTo(Code.BAD_REQUEST);
    }
    assertThat(server.registrations.count()).isZero();
    assertThat(server.events.refusals).hasSize(5).containsOnly(Refusal.FORBIDDEN);
    server.registered(peer(1, "attacker"), "attacker");
  }

  @Test
  @Spec({"EP-02", "EP-03"})
  void a_missing_endpoint_name_is_taken_from_the_identity() {
    Response response = server.request(peer(1, "d"), register(EngineFixture.LINKS, "lwm2m=1.1"));
    assertThat(response.code()).isEqualTo(Code.CREATED);
    assertThat(server.find("d")).isPresent();
    assertThat(server.request(peer(2), register(EngineFixture.LINKS, "lwm2m=1.1")).code())
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec("C22")
  void nobody_without_proof_takes_over_a_secure_registration() {
    String handle = server.registered(peer(1, "d"), "d");
    Response response = server.request(peer(2), register(EngineFixture.LINKS, "ep=d"));
    assertThat(response.code()).isEqualTo(Code.FORBIDDEN);
    assertThat(server.request(peer(1, "d"), update(handle)).code()).isEqualTo(Code.CHANGED);
    assertThat(server.events.refusals).containsExactly(Refusal.FORBIDDEN);
    server.registered(peer(3, "d"), "d");
  }

  @Test
  @Spec("REG-06")
  void without_permission_nobody_registers_without_security() {
    server.access = new IdentityAccess(false);
    Response response = server.request(peer(1), register(EngineFixture.LINKS, "ep=d"));
    assertThat(response.code()).isEqualTo(Code.FORBIDDEN);
    assertThat(server.registrations.count()).isZero();
    server.registered(peer(1, "d"), "d");
  }

  @Test
  @Spec({"ARCH-10", "ARCH-13"})
  void what_is_not_served_here_is_not_found() {
    for (String[] path : new String[][] {{"bs"}, {"3", "0"}, {}, {"rd", "a", "b"}}) {
      Options options = Options.builder().uriPath(path).build();
      assertThat(server.request(peer(1), Request.of(Code.POST, options)).code())
          .isEqualTo(Code.NOT_FOUND);
    }
    Options rd = Options.builder().uriPath("rd").build();
    assertThat(server.request(peer(1), Request.of(Code.GET, rd)).code())
        .isEqualTo(Code.METHOD_NOT_ALLOWED);
    Options core = Options.builder().uriPath(".well-known", "core").build();
    Response response = server.request(peer(1), Request.of(Code.GET, core));
    assertThat(response.code()).isEqualTo(Code.CONTENT);
    assertThat(response.payload().utf8()).isEqualTo("</rd>,</dp>");
  }

  @Test
  void nothing_is_acknowledged_before_it_is_durable() {
    List<Journal.Listener> writing = new ArrayList<>();
    server.journal = (change, event, listener, now) -> writing.add(listener);
    EngineFixture.Answer answer = new EngineFixture.Answer();
    server.engine().onRequest(peer(1), register(EngineFixture.LINKS, "ep=d"), answer, server.now);
    assertThat(answer.isOpen()).isTrue();
    assertThat(server.events.events).isEmpty();
    writing.getFirst().onAppended(true, server.now);
    String handle = answer.only().options().locationPath().getLast();
    assertThat(server.events.events).hasSize(1);

    assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.CHANGED);
    EngineFixture.Answer changed = new EngineFixture.Answer();
    server.engine().onRequest(peer(1), update(handle, "lt=5"), changed, server.now);
    assertThat(changed.isOpen()).isTrue();
    writing.getLast().onAppended(false, server.now);
    assertThat(changed.only().code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(server.events.journalFailures).isEqualTo(1);
  }

  @Test
  void devices_of_one_kind_share_their_terms() {
    String first = server.registered(peer(1), "a", "lt=60");
    String second = server.registered(peer(2), "b", "lt=60");
    assertThat(server.registration(second).terms()).isSameAs(server.registration(first).terms());
    Registration before = server.registration(first);
    server.request(peer(1), update(first));
    assertThat(server.registration(first).terms()).isSameAs(before.terms());
  }
}
