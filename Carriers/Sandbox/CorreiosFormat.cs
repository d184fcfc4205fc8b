using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of Correios' srorastro v1, in Portuguese, with clocks that have no offset.</summary>
public static class CorreiosFormat
{
    public static byte[] Answer(World world, IReadOnlyList<string> numbers, Instant now) => CarrierJson.Bytes(new
    {
        versao = "2.1.3", quantidade = numbers.Count, objetos = numbers.Select(number => Parcel(world, number, now)).ToArray(), tipoResultado = "Todos os Eventos",
    });

    private static object Parcel(World world, string number, Instant now)
    {
        var scans = world.Tell(CarrierIds.Correios, number, now);
        return scans.Count == 0 ? new { codObjeto = number, mensagem = "SRO-020: Objeto não encontrado na base de dados dos Correios." }
            : new
            {
                codObjeto = number,
                tipoPostal = new { sigla = number[..2], descricao = "OBJETO INTERNACIONAL", categoria = "PRIME EXPRES" },
                dtPrevista = CarrierJson.Local(world.Find(CarrierIds.Correios, number)!.Expected.AtMidnight().InUtc().ToOffsetDateTime()),
                eventos = scans.Select(Event).ToArray(),
            };
    }

    private static object Event(Scan scan)
    {
        var (kind, status, words) = Words(scan.What);
        return new
        {
            codigo = kind,
            tipo = status,
            dtHrCriado = CarrierJson.Local(scan.Where.At(scan.At)),
            descricao = words,
            unidade = new { nome = scan.Where.Facility, tipo = scan.Where.Facility is null ? "Agência dos Correios" : "Unidade de Tratamento", endereco = new { cidade = scan.Where.City, uf = scan.Where.Region } },
        };
    }

    private static (string Kind, string Status, string Words) Words(Happening what) => what switch
    {
        Happening.TakenOver => ("PAR", "16", "Objeto recebido pelos Correios do Brasil"),
        Happening.ArrivedAtHub or Happening.ArrivedForDelivery => ("CMT", "00", "Objeto recebido na unidade"),
        Happening.LeftHub => ("RO", "01", "Objeto em transferência - por favor aguarde"),
        Happening.OutForDelivery => ("OEC", "01", "Objeto saiu para entrega ao destinatário"),
        Happening.DeliveryFailed => ("BDE", "20", "Objeto não entregue - carteiro não atendido"),
        Happening.WaitingAtPickup => ("LDI", "01", "Objeto aguardando retirada no endereço indicado"),
        Happening.Delivered => ("BDE", "01", "Objeto entregue ao destinatário"),
        Happening.GoingBack => ("BDE", "05", "Objeto em devolução ao remetente"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Correios of the sandbox tells the last mile alone"),
    };
}
