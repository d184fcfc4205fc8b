using System.Text;
using System.Text.Json.Nodes;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class CorreiosTests
{
    private static readonly Carrier Correios = new CarrierRegistry().Find(new("correios"))!;

    [Fact]
    public void Several_numbers_are_asked_for_with_all_their_events()
    {
        var request = Asking.Ask("correios", "AA100000065BR", "NX100000079BR");
        Assert.Equal("srorastro/v1/objetos?codigosObjetos=AA100000065BR,NX100000079BR&resultado=T", request.RequestUri!.OriginalString);
        Assert.Equal("Bearer token", request.Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task The_token_is_asked_for_with_user_code_and_posting_card()
    {
        var request = Correios.AskToken(Asking.AccountOf("correios"));
        Assert.Equal((HttpMethod.Post, "token/v1/autentica/cartaopostagem"), (request.Method, request.RequestUri!.OriginalString));
        Assert.Equal("the-User:the-AccessCode", Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization!.Parameter!)));
        Assert.Equal("the-PostingCard", (string?)JsonNode.Parse(await request.BodyAsync())!["numero"]);
    }

    [Fact]
    public void The_token_lives_from_its_issue_to_its_end()
    {
        var token = Correios.ReadToken("{\"ambiente\":\"PRODUCAO\",\"emissao\":\"2026-11-23T10:00:00\",\"expiraEm\":\"2026-11-23T22:00:00\",\"token\":\"a.b.c\"}"u8.ToArray());
        Assert.Equal(new AccessToken("a.b.c", TimeSpan.FromHours(12)), token);
        Assert.Null(Correios.ReadToken("{\"msgs\":[\"GTW-001\"]}"u8.ToArray()));
        Assert.Null(Correios.ReadToken("<html/>"u8.ToArray()));
    }

    [Theory]
    [InlineData("MANAUS", "AM", "2026-11-22T12:00:00", TimeBasis.Place, "-04")]
    [InlineData("", "AM", "2026-11-22T12:00:00", TimeBasis.Assumed, "-04")]
    [InlineData("", "AC", "2026-11-22T12:00:00", TimeBasis.Place, "-05")]
    [InlineData("", "SP", "2018-12-01T12:00:00", TimeBasis.Place, "-02")] // summer time, while Brazil had it
    [InlineData("RECIFE", "PE", "2018-12-01T12:00:00", TimeBasis.Place, "-03")]
    [InlineData("", "", "2026-11-22T12:00:00", TimeBasis.Assumed, "-03")]
    public void The_hour_is_that_of_the_state(string city, string state, string clock, TimeBasis basis, string offset)
    {
        var told = CarrierFolderTests.EventsOf(Correios.Read(Answer($$"""
            { "codigo": "PO", "tipo": "01", "dtHrCriado": "{{clock}}", "unidade": { "endereco": { "cidade": "{{city}}", "uf": "{{state}}" } } }
            """))).Single();
        Assert.Equal((basis, offset), (told.Read.Time!.Value.Basis, told.Read.Time.Value.Offset!.Value.ToString("g", null)));
    }

    [Fact]
    public void A_delivery_that_is_taken_back_is_none()
    {
        var told = CarrierFolderTests.EventsOf(Correios.Read(Answer("""
            { "codigo": "EST", "tipo": "01", "dtHrCriado": "2026-11-22T12:00:00", "descricao": "Favor desconsiderar a informação anterior" },
            { "codigo": "BDE", "tipo": "01", "dtHrCriado": "2026-11-22T11:00:00", "descricao": "Objeto entregue ao destinatário" },
            { "codigo": "OEC", "tipo": "01", "dtHrCriado": "2026-11-22T09:00:00", "descricao": "Objeto saiu para entrega ao destinatário" }
            """))).ToList();
        Assert.Equal([null, null, Milestone.OutForDelivery], told.Select(one => one.Read.Milestone));
        Assert.Equal("left out: taken back by the entry after it", told[1].Read.Mapping);
    }

    [Fact]
    public void A_delivery_whose_words_tell_something_else_is_none()
    {
        var told = CarrierFolderTests.EventsOf(Correios.Read(Answer("""{ "codigo": "BDE", "tipo": "00", "dtHrCriado": "2026-11-22T11:00:00", "descricao": "Objeto roubado" }"""))).Single();
        Assert.Equal(Milestone.Lost, told.Read.Milestone);
    }

    private static Wire Answer(string events) => new()
    {
        Carrier = new("correios"), Kind = WireKind.Poll, ReceivedAt = Fixture.ReceivedAt, Body = Encoding.UTF8.GetBytes($$"""{ "objetos": [ { "codObjeto": "AA100000065BR", "eventos": [ {{events}} ] } ] }"""),
    };
}
