using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>Whose a second number is, as far as a name or the number's own form makes it certain.</summary>
public static class Partners
{
    /// <summary>The carrier that takes a parcel on; null where neither the name nor the number tells one of ours.</summary>
    /// <param name="named">The name as printed, such as <c>USPS</c> or <c>Swiss Post</c>; null where none was.</param>
    public static CarrierId? Find(string? named, TrackingNumber number) => Named(named) ?? Issuer(number);

    private static CarrierId? Named(string? named) => named?.Trim().ToUpperInvariant() switch
    {
        "USPS" or "US POSTAL SERVICE" or "UNITED STATES POSTAL SERVICE" or "美国邮政" => new("usps"),
        "UPS" => new("ups"),
        "FEDEX" => new("fedex"),
        // One door answers for all of DHL's divisions; the divisions' own are for who was given no key to that one.
        "DHL" or "DEUTSCHE POST DHL" or "DHL PAKET" or "DHL PARCEL" or "DHL DE" or "DHL EXPRESS" or "DHL ECOMMERCE" => new("dhl-unified"),
        "LA POSTE" or "LAPOSTE" or "COLISSIMO" or "法国邮政" => new("laposte"),
        "CHRONOPOST" => new("chronopost"),
        "CORREIOS" or "BRAZIL POST" or "巴西邮政" => new("correios"),
        "ROYAL MAIL" or "ROYALMAIL" or "英国皇家邮政" => new("royalmail"),
        "CANADA POST" or "加拿大邮政" => new("canadapost"),
        "AUSTRALIA POST" or "AUSPOST" or "澳大利亚邮政" => new("australiapost"),
        "POSTNL" or "POST NL" or "荷兰邮政" => new("postnl"),
        "GLS" => new("gls"),
        "DPD" => new("dpd"),
        "BPOST" or "比利时邮政" => new("bpost"),
        "HERMES" => new("hermes-de"),
        "NINJA VAN" or "NINJAVAN" => new("ninja-van"),
        "J&T" or "J&T EXPRESS" or "极兔" or "极兔速递" => new("jt-express"),
        "SF" or "SF EXPRESS" or "顺丰" or "顺丰速运" => new("sf-express"),
        "EMS" or "CHINA POST" or "CHINA EMS" or "邮政" or "中国邮政" or "邮政EMS" => new("china-ems"),
        "ARAMEX" => new("aramex"),
        "PUROLATOR" => new("purolator"),
        "LANDMARK" or "LANDMARK GLOBAL" => new("landmark"),
        "YANWEN" or "燕文" => new("yanwen"),
        "4PX" or "递四方" => new("fourpx"),
        "YUNEXPRESS" or "云途" or "云途物流" => new("yunexpress"),
        _ => null,
    };

    private static CarrierId? Issuer(TrackingNumber number) => S10.Find(number)?.Issuer switch
    {
        "US" => new("usps"),
        "FR" => new("laposte"),
        "BR" => new("correios"),
        "GB" => new("royalmail"),
        "CA" => new("canadapost"),
        "AU" => new("australiapost"),
        "NL" => new("postnl"),
        "BE" => new("bpost"),
        "CN" => new("china-ems"),
        _ => null,
    };
}
